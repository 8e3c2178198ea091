#!/bin/sh
# Installs Dictate from the bundle that this script lies in, without network and without questions:
#   sh install.sh --public-key /path/bundle.pub             for this user
#   sh install.sh --machine --public-key /path/bundle.pub   for everyone (as root)
#   sh install.sh rollback|uninstall|status|verify ...      the rest; --help explains
# It only finds Python; what is done, and every check before it, stands in installer.pyz.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
installer=$here/installer/installer.pyz
[ -f "$installer" ] || installer=$here/installer.pyz   # beside the installed program

case "${1:-}" in
    install | rollback | uninstall | status | verify | restore-notes) action=$1; shift ;;
    -h | --help) action=--help; shift ;;
    *) action=install ;;
esac
case "$action" in
    install | verify) set -- "$action" --bundle "$here" "$@" ;;
    *) set -- "$action" "$@" ;;
esac

for python in ${DICTATE_PYTHON:-} python3.11 python3.12 python3.13 python3.14 python3; do
    # The bundle's wheels are for one version of Python; the installer says so where another one answers.
    if command -v "$python" >/dev/null 2>&1 &&
        "$python" -I -c 'import sys; raise SystemExit(sys.version_info < (3, 11))' 2>/dev/null; then
        wanted=$("$python" -I -c '
import json, sys
try:
    print(json.load(open(sys.argv[1]))["python"])
except (OSError, ValueError, KeyError):
    print("%d.%d" % sys.version_info[:2])' "$here/manifest.json")
        case "$wanted" in
            3.[0-9] | 3.[0-9][0-9]) if command -v "python$wanted" >/dev/null 2>&1; then python=python$wanted; fi ;;
        esac
        exec "$python" -I "$installer" "$@"
    fi
done
echo "Python 3.11 eller nyare saknas. Installera det: apt-get install python3" >&2
exit 1
