@echo off
rem Starts the course: finds a Python and has it serve the folder "site". What it prints says how to end it.
setlocal
title Course
call :works py -3
if not errorlevel 1 goto serve
call :works python
if not errorlevel 1 goto serve
call :works python3
if not errorlevel 1 goto serve
echo The course could not be started: there is no Python 3.9 or newer on this computer.
echo.
echo Any of these helps:
echo   * Install Python from python.org, on a computer without internet from a memory stick.
echo     It needs no administrator: choose "Install Now".
echo   * Start the course on another computer by share-..., and open the address that it prints here.
echo   * Copy the folder "site" to any web server, as README.txt says.
echo.
pause
exit /b 1

:works
set PYTHON=%*
%PYTHON% -I -c "import sys; sys.exit(sys.version_info < (3, 9))" >nul 2>nul
exit /b %errorlevel%

:serve
%PYTHON% -I "%~dp0serve.py" %*
if errorlevel 1 pause
