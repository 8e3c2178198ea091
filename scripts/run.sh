#!/usr/bin/env bash
# Sets up everything that is missing and opens the program; every argument is passed on (./scripts/run.sh demo).
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
here=$PWD
cd "$root"
. scripts/setup.sh
setup run
cd "$here"
exec "$root/.venv/bin/dictate" "$@"
