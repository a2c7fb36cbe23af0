@echo off
rem Starts the course for all computers in the local network.
call "%~dp0start-windows.bat" --share %*
