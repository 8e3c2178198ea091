# Sourced by run.sh and test.sh: makes .venv from a hash-pinned requirements file and fetches the default speech model.
# Does nothing when that was done before, so that a second start needs no network. Argument: run or test.

say() { printf '%s\n' "$*" >&2; }

# Debian packages are installed where that may be done without asking; else the user is told the command.
debian_install() {
    local as_root=()
    command -v apt-get >/dev/null || return 1
    if [ "$(id -u)" != 0 ]; then
        sudo -n true 2>/dev/null || return 1
        as_root=(sudo -n)
    fi
    say "Installerar $* ..."
    "${as_root[@]}" apt-get install -y -qq "$@" >/dev/null 2>&1 ||
        { "${as_root[@]}" apt-get update -qq >/dev/null 2>&1 && "${as_root[@]}" apt-get install -y -qq "$@" >/dev/null 2>&1; }
}

find_python() {
    local name
    for name in python3.11 python3.12 python3.13 python3; do
        if command -v "$name" >/dev/null && "$name" -c 'import sys; raise SystemExit(sys.version_info < (3, 11))' 2>/dev/null; then
            printf '%s' "$name"
            return
        fi
    done
    return 1
}

make_venv() {
    local python
    python=$(find_python) || { debian_install python3 python3-venv && python=$(find_python); } ||
        { say "Python 3.11 eller nyare saknas. Installera det: apt-get install python3 python3-venv"; exit 1; }
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        debian_install python3-venv || { say "Python saknar venv. Installera det: apt-get install python3-venv"; exit 1; }
    fi
    say "Förbereder programmet (en gång, några minuter) ..."
    [ -x .venv/bin/python ] && .venv/bin/python -c '' 2>/dev/null || "$python" -m venv --clear .venv
    .venv/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r "requirements/$1.txt"
    .venv/bin/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
}

ensure_portaudio() {
    /sbin/ldconfig -p 2>/dev/null | grep -q 'libportaudio\.so\.2' && return
    [ "$(uname -s)" = Linux ] || return 0   # the wheels for Windows and macOS carry it
    debian_install libportaudio2 ||
        say "PortAudio saknas, så mikrofonen kan inte användas ännu. Installera det: apt-get install libportaudio2"
}

# The tests record from a real PulseAudio server with a virtual microphone.
ensure_test_microphone() {
    command -v pulseaudio >/dev/null && command -v paplay >/dev/null && return
    debian_install pulseaudio pulseaudio-utils libasound2-plugins ||
        say "Testerna behöver en virtuell mikrofon: apt-get install pulseaudio pulseaudio-utils libasound2-plugins"
}

# One test reads the system calls of the whole program.
ensure_test_strace() {
    command -v strace >/dev/null || [ "$(uname -s)" != Linux ] && return
    debian_install strace || say "Ett test behöver strace: apt-get install strace"
}

# The wanted state is the requirements file itself and what pyproject.toml says of entry points.
setup() {
    local kind=$1 wanted stamp=".venv/setup-$1"
    wanted=$(cat "requirements/$kind.txt" pyproject.toml | cksum)
    if [ "$(cat "$stamp" 2>/dev/null)" != "$wanted" ]; then
        make_venv "$kind"
        ensure_portaudio
        [ "$kind" != test ] || { ensure_test_microphone; ensure_test_strace; }
        printf '%s' "$wanted" >"$stamp"
    fi
    local data=${DICTATE_DATA:-${XDG_DATA_HOME:-$HOME/.local/share}/dictate}
    if [ "$(uname -s)" = Darwin ] && [ -z "${DICTATE_DATA:-}" ]; then
        data="$HOME/Library/Application Support/dictate"
    fi
    if [ ! -d "$data/models/whisper-base" ]; then
        say "Hämtar talmodellen whisper-base (130 MB, en gång) ..."
        .venv/bin/dictate models add whisper-base --download >&2
    fi
}
