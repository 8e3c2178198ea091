#!/usr/bin/env bash
# Sets up everything that is missing and passes the tests; arguments go to pytest.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. scripts/setup.sh
setup test
bin=.venv/bin
"$bin/ruff" check .
"$bin/ruff" format --check .
"$bin/mypy"
"$bin/lint-imports"
if [ $# -gt 0 ]; then
    exec "$bin/python" -m pytest "$@"
fi
# Sound from a real-time server is dropped when both cores are busy. Those tests wait for sound most of their time, so they
# run beside the others, which give way to them.
told=$(mktemp)
trap 'kill $(jobs -p) 2>/dev/null || :; rm -f "$told"' EXIT
"$bin/python" -m pytest -m flaky >"$told" 2>&1 &
status=0
# In the order of the files: the longest tests, which are alone in theirs, come first and not at the end by themselves.
nice -n 19 "$bin/python" -m pytest -n 2 --dist loadfile --no-loadscope-reorder -m "not flaky" || status=$?
wait $! || status=$?
cat "$told"
exit "$status"
