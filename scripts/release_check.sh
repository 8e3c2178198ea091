#!/usr/bin/env bash
# The way of a release as a municipality takes it, in a bare Debian without network: build twice, install as a new user,
# demo, doctor, upgrade, go back, tampering, a version whose store and settings have changed, the .deb, removal, nothing
# left; the bundles for Windows and macOS are built and checked. It upgrades from the newest tag before this commit, or
# from --previous TAG; without a tag from this commit under a lower version, and it says which.
# Needs root, unshare, and debootstrap or --chroot DIR with a Debian that has python3 and libportaudio2 and nothing more.
#   scripts/release_check.sh [--chroot DIR] [--work DIR] [--wheelhouse DIR] [--previous TAG]
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
base='' work='' wheels=$root/dist/wheels previous=''
while [ $# -gt 0 ]; do
    case "$1" in
        --chroot) base=$2 ;;
        --work) work=$2 ;;
        --wheelhouse) wheels=$2 ;;
        --previous) previous=$2 ;;
        *) echo "Okänt val: $1" >&2; exit 2 ;;
    esac
    shift 2
done
[ "$(id -u)" = 0 ] || { echo "Kör som root: kontrollen gör en egen, tom Debian." >&2; exit 1; }
work=${work:-$(mktemp -d /var/tmp/dictate-release.XXXXXX)}
mkdir -p "$work"
jail=$work/debian bare=$work/before table=$work/table
: >"$table"

leave() {
    for place in bundles dev/shm dev/pts proc; do
        ! mountpoint -q "$jail/$place" || umount "$jail/$place"
    done
}
trap leave EXIT

row() { printf '%s|%s|%s\n' "$1" "$2" "$3" | tee -a "$table"; }

# Commands of a step are chained with &&: bash ends nothing by itself inside a condition.
# step NAME COMMAND...: runs it, stops the check where it fails, and notes the time: by the clock, and of the processors
# (in the program and in the system). `detail` may be set by the command.
step() {
    local name=$1 TIMEFORMAT='%1R s, %1U+%1S'
    shift
    detail=''
    { time "$@" >"$work/log" 2>&1; } 2>"$work/time" || { echo "FEL: $name" >&2; tail -n 20 "$work/log" >&2; exit 1; }
    row "$name" "$(tail -n 1 "$work/time")" "${detail:-ok}"
}

# refused NAME STATUS SENTENCE COMMAND...: it must end with that status and one line that holds the sentence.
refused() {
    local name=$1 wanted=$2 sentence=$3 status=0
    shift 3
    "$@" >"$work/log" 2>"$work/errors" || status=$?
    if [ "$status" != "$wanted" ] || [ "$(wc -l <"$work/errors")" != 1 ] || ! grep -q -- "$sentence" "$work/errors"; then
        echo "FEL: $name: status $status i stället för $wanted" >&2
        cat "$work/log" "$work/errors" >&2
        exit 1
    fi
    row "$name" "status $status" "$(cat "$work/errors")"
}

# As the new user, in the bare Debian, with no network at all.
user() { unshare -n chroot "$jail" su - vera -c "$1"; }
admin() { unshare -n chroot "$jail" sh -c "$1"; }
key=/bundles/keys/bundle.pub
install() { user "sh /bundles/$1/install.sh --public-key $key ${*:2}"; }

make_debian() {
    if [ -n "$base" ]; then
        cp -a "$base" "$jail" || return
    else
        debootstrap --variant=minbase --include=python3,libportaudio2 bookworm "$jail" http://deb.debian.org/debian || return
    fi
    for tool in gcc cc make pip pip3; do
        [ -z "$(chroot "$jail" sh -c "command -v $tool")" ] || { echo "$tool finns; Debian ska vara tom"; return 1; }
    done
    chroot "$jail" id vera >/dev/null 2>&1 || chroot "$jail" useradd -m vera || return
    mkdir -p "$jail/bundles" "$jail/dev/pts" "$jail/dev/shm" "$work/bundles" &&
        mount --bind /proc "$jail/proc" &&
        mount --bind "$work/bundles" "$jail/bundles" &&
        mount -t devpts devpts "$jail/dev/pts" -o ptmxmode=0666 &&
        mount -t tmpfs tmpfs "$jail/dev/shm"
}

# at_most WHAT FOUND LIMIT UNIT: stops the check where the figure is not below what was promised.
below() { awk -v found="$1" -v limit="$2" 'BEGIN { exit !(found != "" && found + 0 > 0 && found + 0 < limit) }'; }
at_most() {
    below "$2" "$3" || { echo "FEL: $1: $2 $4, lovat är under $3 $4" >&2; exit 1; }
    row "$1" "$2 $4" "under $3 $4"
}

# The same of a time by the clock: where other work waits for the processors it says nothing of ours, and that is told.
soon() {
    if below "$2" "$3" || below "$(cut -d ' ' -f 1 /proc/loadavg)" "$(($(nproc) + 1))"; then
        at_most "$@"
    else
        row "$1" "$2 $4" "inte prövat mot $3 $4: datorn har annat att göra (last $(cut -d ' ' -f 1 /proc/loadavg))"
    fi
}
clock_of_last_step() { tail -n 1 "$work/time" | sed 's/ s,.*//'; }
work_of_last_step() { tail -n 1 "$work/time" | sed 's/.* s, //' | awk -F+ '{ printf "%.1f", $1 + $2 }'; }

# Everything there is, with sizes, save what the system itself changes on its own.
files() {
    find "$jail" -xdev \( -path "$jail/proc" -o -path "$jail/bundles" -o -path "$jail/dev" -o -path "$jail/tmp" -o -path "$jail/var" \
        -o -path "$jail/run" \) -prune -o -printf '%P %y %s\n' | grep -v '^\(home/vera\|root\|etc\|opt\) d ' | sort
}

build() { # build SOURCE OUT [MORE...]
    local out=$2
    nice -n 10 "$root/.venv/bin/python" "$root/scripts/bundle.py" build --platform linux_x86_64 --wheelhouse "$wheels" \
        --sign-key "$work/bundles/keys/bundle.key" --source "$1" --out "$work/bundles/$out" "${@:3}" &&
        detail="$(du -sm "$work/bundles/$out" | cut -f1) MB"
}

build_twice_the_same() {
    build "$tree" "$1-again" "${@:2}" &&
        diff -r "$work/bundles/$1" "$work/bundles/$1-again" &&
        rm -r "$work/bundles/$1-again" &&
        detail='varje byte lika'
}

# The signature and every file of a bundle for another system, as its installer checks them.
checked() {
    python3 -I "$work/bundles/$1/installer/installer.pyz" verify --bundle "$work/bundles/$1" \
        --public-key "$work/bundles/keys/bundle.pub" && detail=$(tail -n 1 "$work/log")
}

checkout() { mkdir "$work/$1" && git -C "$root" archive "$2" | tar -x -C "$work/$1"; }

# A checkout of this commit with another version, and with one more table in its store and one more step of its settings
# where that is wanted.
variant() { # variant NAME VERSION [table] [COMMIT]
    checkout "$1" "${4:-HEAD}"
    sed -i "s/^version = .*/version = \"$2\"/" "$work/$1/pyproject.toml"
    if [ "${3:-}" = table ]; then
        sed -i 's/^"""For each version, from 1,/STEPS = (*STEPS, ("CREATE TABLE release_check (id INTEGER)",))\n&/' \
            "$work/$1/dictate/vault/schema.py"
        grep -q release_check "$work/$1/dictate/vault/schema.py"
        sed -i "s/^STEPS: .*= ()$/STEPS: tuple[Step, ...] = ((lambda t: t if 'newer' in t else 'newer = \"ja\"\\\\n' + t),)/" \
            "$work/$1/dictate/settings_format.py"
        sed -i 's/^    theme: str = /    newer: str = ""\n&/' "$work/$1/dictate/settings.py"
        grep -q "'newer' in t" "$work/$1/dictate/settings_format.py" && grep -q 'newer: str' "$work/$1/dictate/settings.py"
    fi
}

# Writes a note into the user's store with the version in use, or counts the notes there.
python_of() { user 'p=~/.local/lib/dictate; read -r v <$p/current; read -r i <$p/versions/$v/python.path; echo $p/versions/$v/$i'; }
notes() { user "$(python_of) -I /bundles/notes.py $1"; }
write_note() { notes write; }
expect_notes() { local found; found=$(notes count) && [ "$found" = "$1" ] && detail="$found anteckning"; }
settings=$jail/home/vera/.config/dictate/settings.toml
write_settings() { user "$(python_of) -I /bundles/notes.py settings" && head -n 1 "$settings"; }
expect_settings() { # expect_settings FORM STATE: the file's form, and what the doctor says of it; the choice is followed
    local form found
    doctor
    form=$(python3 -c 'import sys, tomllib; print(tomllib.load(open(sys.argv[1], "rb")).get("format", 1))' "$settings")
    found=$(user "$(python_of) -I /bundles/notes.py theme")
    [ "$form" = "$1" ] && grep -q "settings: $2" <<<"$detail" && [ "$found" = nord ] &&
        detail="form $1, doctor: $2, valet följs"
}
parts_fit() {
    local pip
    pip=$(cd "$work/bundles/bundle" && ls pip/pip-*.whl) &&
        user "$(python_of) -I /bundles/bundle/$pip/pip --disable-pip-version-check check" && detail=$(tail -n 1 "$work/log")
}
version_in_use() { user 'cat ~/.local/lib/dictate/current'; }
expect_version() { [ "$(version_in_use)" = "$1" ] && detail="$1"; }
doctor() { user '~/.local/bin/dictate doctor --json' >"$work/doctor.json" || true
    detail=$(python3 -c 'import json, sys; d = json.load(open(sys.argv[1])); print("; ".join(c["id"] + ": " + c["state"] for c in d["checks"]))' "$work/doctor.json"); }
# To the version before; where this one has changed the tables of notes it says so, and the copy is put back.
go_back() {
    user 'sh ~/.local/lib/dictate/install.sh rollback' || {
        grep -q 'kan inte läsas av' "$work/log" &&
            user 'sh ~/.local/lib/dictate/install.sh rollback --notes restore' && detail='tabellerna skiljer sig: med kopian'
    }
}
# The doctor's line in the system's log: a socket where Debian's log has its own, read from outside.
doctor_logged() {
    local got=$work/logged
    rm -f "$jail/dev/log" "$got"
    python3 -c 'import os, socket, sys
log = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM); log.bind(sys.argv[1]); os.chmod(sys.argv[1], 0o666); log.settimeout(60)
while b"dictate-doctor" not in (line := log.recv(4096)): pass  # su writes there too
open(sys.argv[2], "wb").write(line)' "$jail/dev/log" "$got" &
    while [ ! -S "$jail/dev/log" ]; do sleep 0.1; done
    user '~/.local/bin/dictate doctor --log' || true
    wait $!
    rm "$jail/dev/log"
    grep -q 'dictate-doctor\[[0-9]*\]: {"version"' "$got" && ! grep -q vera "$got" && detail=$(cut -c1-90 "$got")
}
demo() { user 'rm -f demo.docx; ~/.local/bin/dictate demo && ls -l demo.docx && rm demo.docx'; }
same_files() { files >"$work/after" && diff "$1" "$work/after" && detail="$(wc -l <"$work/after") filer, ingen skillnad"; }
first_screen() {
    cp "$root/scripts/first_screen.py" "$jail/tmp/"
    detail="$(user 'python3 /tmp/first_screen.py ~/.local/bin/dictate') s (median av fem); --help $(user 'python3 -c "import subprocess as s,time,statistics as t,os
def one():
    b=time.monotonic(); s.run([os.path.expanduser(\"~/.local/bin/dictate\"),\"--help\"],stdout=s.DEVNULL,check=True); return time.monotonic()-b
print(\"%.2f\"%t.median(one() for _ in range(7)))"') s"
}

first_screen_of_source() {
    detail="$(DICTATE_DATA=$work/source-data nice -n 0 python3 "$root/scripts/first_screen.py" "$root/.venv/bin/dictate") s"
}

mkdir -p "$work/bundles"
cat >"$work/bundles/notes.py" <<'PYTHON'
import sys

from dictate import beginning
from dictate.application import Application
from dictate.settings import Folders, Settings, read_settings, write_setting

file = Folders.of_this_user().settings_file
if sys.argv[1] == "settings":
    raise SystemExit(write_setting(file, "theme", "nord"))
if sys.argv[1] == "theme":
    raise SystemExit(print(read_settings(file).theme))
application = Application(Folders.of_this_user(), Settings())
if sys.argv[1] == "write":
    beginning.from_text(application, "Ny rubrik. Hälsa. Barnet mår bra.", "").save()
else:
    print(len(application.store.entries()))
PYTHON

echo "== Bygge"
step 'nycklar' "$root/.venv/bin/python" "$root/scripts/bundle.py" keygen --no-passphrase --out "$work/bundles/keys"
tree=$work/this
checkout this HEAD
version=$(sed -n 's/^version = "\(.*\)"/\1/p' "$tree/pyproject.toml")
# The newest tag before this commit: its own, where it has one, is what is being released.
if [ -z "$previous" ]; then previous=$(git -C "$root" describe --tags --abbrev=0 HEAD^ 2>/dev/null || true); fi
older=0.0.9 told='ingen tidigare tagg: den här källkoden med ett lägre nummer'
if [ -n "$previous" ]; then
    told=$(git -C "$root" show "$previous:pyproject.toml" | sed -n 's/^version = "\(.*\)"/\1/p')
    if [ "$told" = "$version" ]; then told="$previous, som också är $version: kallas $older"; else older=$told told=$previous; fi
fi
variant older "$older" '' "${previous:-HEAD}"
row 'uppgraderas från' "$older" "$told"
newer=9.9.9; variant newer "$newer" table
step "paket $version" build "$tree" bundle
step 'byggt två gånger' build_twice_the_same bundle
at_most 'storlek med whisper-base' "$(du -sm "$work/bundles/bundle" | cut -f1)" 600 MB
step 'utan talmodell' build "$tree" bare --model none
at_most 'storlek utan talmodell' "$(du -sm "$work/bundles/bare" | cut -f1)" 350 MB
for other in win_amd64 macos_arm64; do
    step "paket för $other" build "$tree" "$other" --platform "$other"
    step "kontrollerat: $other" checked "$other"
    at_most "storlek för $other" "$(du -sm "$work/bundles/$other" | cut -f1)" 600 MB
    rm -r "$work/bundles/$other"
done
step "paket $older" build "$work/older" older
step "paket $newer, en tabell till" build "$work/newer" newer

echo "== Tom Debian utan nätverk och utan kompilator"
step 'Debian' make_debian
files >"$bare"
step "installera $older" install older
step 'demo' demo
step 'en anteckning' write_note
step 'en inställning' write_settings
echo "== Ändrade paket"
spoil() { # spoil COMMAND...: a copy of the bundle in `spoilt`, changed by the command in its folder
    rm -rf "$work/bundles/spoilt"
    cp -al "$work/bundles/bundle" "$work/bundles/spoilt"
    (cd "$work/bundles/spoilt" && "$@")
}
# A hard link is cut before a byte is changed, or the original would change with it.
flip() { cp "$1" "$1.new"; printf 'X' | dd of="$1.new" bs=1 seek="${2:-1000}" conv=notrunc status=none; mv "$1.new" "$1"; }
swap_text() { sed "$2" "$1" >"$1.new"; mv "$1.new" "$1"; }
spoilt() { refused "$1" 3 "$2" install spoilt; }
wheel=$(cd "$work/bundles/bundle" && ls wheels/numpy-*.whl)
spoil flip "$wheel" 50000;                               spoilt 'ändrat hjul' "$wheel i paketet är ändrad"
spoil flip model/model.bin 9000000;                      spoilt 'ändrad talmodell' 'model/model.bin i paketet är ändrad'
spoil flip templates/barnbrev.toml 5;                    spoilt 'ändrad mall' 'templates/barnbrev.toml i paketet är ändrad'
spoil swap_text manifest.json 's/"bytes": 1/"bytes": 2/'; spoilt 'ändrad förteckning' 'förteckning är ändrad'
spoil swap_text manifest.json 's/wheels.numpy/..\/..\/numpy/'; spoilt 'förteckning som klättrar, inte signerad' 'förteckning är ändrad'
spoil swap_text manifest.json.minisig '2s/^\(RU.\{40\}\)....../\1AAAAAA/'; spoilt 'ändrad signatur' 'efter att IT signerade'
spoil swap_text manifest.json.minisig '3s/dictate/dictare/';  spoilt 'ändrad signerad kommentar' 'signatur är ändrad'
spoil rm manifest.json.minisig;                          spoilt 'ingen signatur' 'saknar sin förteckning eller sin signatur'
spoil touch wheels/sitecustomize.py;                     spoilt 'en fil för mycket' 'wheels/sitecustomize.py hör inte till'
spoil rm "$wheel";                                       spoilt 'en fil för litet' "$wheel saknas"
spoil sh -c "mv $wheel ../w.whl; ln -s ../../w.whl $wheel"; spoilt 'en länk i stället för ett hjul' 'är en länk'
spoil cp --remove-destination ../newer/manifest.json ../newer/manifest.json.minisig .; spoilt 'en annan versions förteckning' 'ändrad\|saknas\|hör inte'
"$root/.venv/bin/python" "$root/scripts/bundle.py" keygen --no-passphrase --out "$work/bundles/other" >/dev/null
refused 'fel publik nyckel' 3 'annan nyckel' user "sh /bundles/bundle/install.sh --public-key /bundles/other/bundle.pub"
refused 'ingen publik nyckel' 1 'publika nyckel saknas' user 'sh /bundles/bundle/install.sh'
step 'version i bruk' expect_version "$older"

echo "== Uppgradera och gå tillbaka"
step "uppgradera till $version" install bundle
soon 'installation' "$(clock_of_last_step)" 60 s
at_most 'installation, av processorerna' "$(work_of_last_step)" 60 s
refused 'en äldre version' 5 'äldre än den installerade' install older
step 'version i bruk' expect_version "$version"
step 'demo' demo
step 'delarna passar ihop (pip check)' parts_fit
step 'doctor' doctor
step 'doctor i systemets logg' doctor_logged
step 'inställningen följs' expect_settings 1 ok
step 'första skärmen' first_screen
soon 'första skärmen, median' "${detail%% *}" 0.5 s
step 'första skärmen ur källkoden, samtidigt' first_screen_of_source
step 'anteckningen är kvar' expect_notes 1
step 'samma paket en gång till' install bundle
step 'gå tillbaka' go_back
step 'version i bruk' expect_version "$older"
step 'anteckningen är kvar' expect_notes 1
step "uppgradera igen" install bundle

echo "== En version som ändrar anteckningarnas tabeller"
step "uppgradera till $newer" install newer
step 'anteckningen förs över' expect_notes 1
step 'inställningarna förs över' expect_settings 2 ok
step 'de äldre är sparade' grep -q nord "$settings.format-1"
refused 'tillbaka utan besked om anteckningar' 1 'kan inte läsas av' user 'sh ~/.local/lib/dictate/install.sh rollback'
step 'version i bruk' expect_version "$newer"
step 'tillbaka med kopian' user 'sh ~/.local/lib/dictate/install.sh rollback --notes restore'
step 'anteckningen är kvar' expect_notes 1
step 'nyare inställningar stoppar inte' expect_settings 2 warning

echo "== Avveckla"
step 'ta bort, behåll data' user 'sh ~/.local/lib/dictate/install.sh uninstall'
step 'anteckningarna är kvar' test -s "$jail/home/vera/.local/share/dictate/notes.db"
step 'installera igen' install bundle
step 'anteckningen är kvar' expect_notes 1
step 'ta bort med data' user 'sh ~/.local/lib/dictate/install.sh uninstall --remove-data'
step 'ta bort en gång till' user 'sh /bundles/bundle/install.sh uninstall --remove-data'
step 'inget är kvar' same_files "$bare"

echo "== För hela datorn"
step 'installera' admin "sh /bundles/bundle/install.sh --machine --public-key $key"
step 'demo som användare' user 'cd ~; dictate demo && rm demo.docx'
step 'ta bort' admin 'sh /opt/dictate/install.sh uninstall --machine'
step 'ta bort användarens data' user 'sh /bundles/bundle/install.sh uninstall --remove-data'
step 'inget är kvar' same_files "$bare"

echo "== Debianpaket"
make_deb() { nice -n 10 "$root/.venv/bin/python" "$root/scripts/bundle.py" deb "$work/bundles/bundle" \
    --public-key "$work/bundles/keys/bundle.pub" --out "$work/bundles/$1" && detail="$(du -m "$work/bundles/$1" | cut -f1) MB"; }
step '.deb' make_deb dictate.deb
step '.deb en gång till' make_deb again.deb
step 'varje byte lika' cmp "$work/bundles/dictate.deb" "$work/bundles/again.deb"
step 'dpkg -i' admin 'dpkg -i /bundles/dictate.deb'
step 'demo som användare' user 'cd ~; dictate demo && rm demo.docx && echo "Anna ringde." | redaction scan -'
step 'dpkg -P' admin 'dpkg -P dictate'
step 'ta bort användarens data' user 'sh /bundles/bundle/install.sh uninstall --remove-data'
step 'inget är kvar' same_files "$bare"

echo
echo "== Sammanfattning, $(git -C "$root" rev-parse --short HEAD), $(nproc) kärnor"
awk -F'|' '{ printf "%-44s %22s  %s\n", $1, $2, $3 }' "$table"
