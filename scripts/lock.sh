#!/usr/bin/env bash
# Makes the hash-pinned requirements files anew from pyproject.toml, for Linux, Windows and macOS at once. Needs uv.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
compile() { uv pip compile -q pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header "$@"; }
compile --group setup -o requirements/run.txt
compile --group setup --group bundle -c requirements/run.txt -o requirements/bundle.txt
compile --group setup --group bundle --group test -c requirements/run.txt -o requirements/test.txt
