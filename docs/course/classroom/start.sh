#!/bin/sh
# Starts the course: finds a Python and has it serve the folder "site". What it prints says how to end it.
cd "$(dirname "$0")" || exit 1

works() {
    found=$(command -v "$1") || return 1
    # A new Mac has a python3 that only offers to install one.
    if [ "$found" = /usr/bin/python3 ] && [ "$(uname)" = Darwin ] && ! xcode-select -p > /dev/null 2>&1; then
        return 1
    fi
    "$1" -I -c 'import sys; sys.exit(sys.version_info < (3, 9))' > /dev/null 2>&1
}

for python in python3 python python3.14 python3.13 python3.12 python3.11 python3.10 python3.9; do
    if works "$python"; then
        exec "$python" -I serve.py "$@"
    fi
done

cat << 'END'
The course could not be started: there is no Python 3.9 or newer on this computer.

Any of these helps:
  * Linux: install the package "python3".
  * macOS: install Python from python.org, on a computer without internet from a memory stick.
  * Start the course on another computer by share-..., and open the address that it prints here.
  * Copy the folder "site" to any web server, as README.txt says.
END
if [ -t 0 ]; then
    printf '\nPress Enter to close this window. '
    read -r _
fi
exit 1
