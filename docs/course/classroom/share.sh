#!/bin/sh
# Starts the course for all computers in the local network.
exec sh "$(dirname "$0")/START" --share "$@"
