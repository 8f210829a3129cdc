#!/bin/sh
# ELECTRON_EXEC_PATH for electron-vite dev/preview: electron-vite runs `<this> . [args]`
exec "$(dirname "$0")/../../node_modules/.bin/node" "$(dirname "$0")/run.ts" "$@"
