#!/bin/sh
# Set up everything: Debian packages, the virtual environment from the lock, the face models.
# Usage: setup.sh [--dev | --peers]    Quick, and without the network, when nothing has changed since the last time.
# May be killed at any moment, and the checkout may be moved: the next run sees what is not whole and makes it anew.
set -eu
cd "$(dirname "$0")/.."
venv="${VENV:-.venv}" # relative to the checkout
python="${PYTHON:-python3}"
assets="${ENROLLMENT_ASSETS:-.assets}"
lists="scripts/debian-packages.txt"
[ "${1:-}" != --dev ] || lists="$lists scripts/debian-packages-dev.txt"
[ "${1:-}" != --peers ] || lists="scripts/debian-packages-peers.txt"

say() { printf '%s\n' "setup: $*" >&2; }

missing_packages() {
    command -v dpkg-query >/dev/null 2>&1 || return 0
    # Ubuntu 24.04 renamed some libraries (libglib2.0-0t64): what a package provides counts as installed too.
    have=$(dpkg-query -W -f '${db:Status-Abbrev} ${Package}, ${Provides}\n' 2>/dev/null | grep '^i' | tr ',' '\n' |
        sed 's/^ii* *//; s/^ *//; s/ .*//; s/:.*//' | sort -u)
    # shellcheck disable=SC2086 # a list of files
    cat $lists | grep -v '^#' | while read -r package; do
        printf '%s\n' "$have" | grep -qx "$package" || printf '%s ' "$package"
    done
}

install_packages() {
    packages=$(missing_packages)
    [ -n "$packages" ] || return 0
    # The virtual reader's own configuration would have the machine's pcscd listen to the network: the tests bring theirs.
    install="apt-get install -y --no-install-recommends -o Dpkg::Options::=--path-exclude=/etc/reader.conf.d/vpcd $packages"
    if [ "$(id -u)" = 0 ]; then
        as_root=""
    elif sudo -n true 2>/dev/null; then
        as_root="sudo"
    else
        say "Debian packages are missing and this account may not install them. Run this line, then try again:"
        printf '%s\n' "    sudo apt-get update && sudo $install"
        exit 1
    fi
    say "installing Debian packages: $packages"
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get -q update
    # shellcheck disable=SC2086 # a list of package names
    $as_root env DEBIAN_FRONTEND=noninteractive $install
}

# One set-up at a time: a pip that outlived its killed set-up is waited for. The lock goes when its last holder does.
alone() {
    command -v flock >/dev/null 2>&1 || return 0
    exec 9>"$venv.lock"
    flock -n 9 || { say "waiting for another set-up of this checkout"; flock 9; }
}

# Whether the environment can be used: its interpreter runs, pip is whole, it was made at this very place (what pip
# installs names it), and no installation was cut off in it: pip takes a half-written package for an installed one.
sound() {
    [ ! -e "$venv/.begun" ] && [ ! -e "$venv/.installing" ] || return 1
    "$venv/bin/python" -c 'import pip' 2>/dev/null || return 1
    grep -qF "$place/bin/python" "$venv/bin/pip" 2>/dev/null
}

make_environment() {
    place="$(pwd -P)/$venv"
    if sound; then
        return 0
    fi
    if [ -e "$venv" ]; then
        # Nothing is removed that may be somebody's: only what is an environment, or was begun here.
        if [ ! -f "$venv/pyvenv.cfg" ] && [ ! -f "$venv/.begun" ] && [ -n "$(ls -A "$venv")" ]; then
            say "$venv is in the way and no environment of Python: move it elsewhere, then try again"
            exit 1
        fi
        say "the environment in $venv is not whole or was made elsewhere: it is made anew"
        : >"$venv/.begun"
        rm -rf "$venv/bin" "$venv/lib" "$venv/lib64" "$venv/include" "$venv/share" "$venv"/.installed-* "$venv/.installing"
    fi
    mkdir -p "$venv"
    : >"$venv/.begun"
    "$python" -m venv "$venv"
    rm "$venv/.begun"
}

# install_locked NAME PIP-ARGUMENTS...: run pip once for each state of the lock files.
install_locked() {
    name=$1
    shift
    again=
    stamp="$venv/.installed-$name"
    state="$(cat requirements/*.lock | sha256sum)"
    "$venv/bin/python" scripts/environment.py check "$stamp" "$state" "requirements/$name.lock" && return 0
    # pip would believe its own records of what was harmed since.
    "$venv/bin/python" scripts/environment.py harmed "$stamp" && again=--force-reinstall
    say "installing Python packages ($name); a few minutes the first time"
    : >"$venv/.installing"
    # No dependency resolution: the lock is complete, and dlib-bin stands in for dlib, which pip would build for 20 minutes.
    # On PATH: swig, which comes from the lock and which pyscard's build calls.
    # shellcheck disable=SC2086 # no argument where nothing is to be installed again
    PATH="$PWD/$venv/bin:$PATH" "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps \
        --require-hashes $again "$@"
    "$venv/bin/python" scripts/environment.py keep "$stamp" "$state" "requirements/$name.lock"
    rm "$venv/.installing"
}

if [ "${1:-}" = --peers ]; then # other ones will do; what the peers need besides, their tests fetch
    { command -v javac && command -v mvn && command -v node && command -v npm; } >/dev/null || install_packages
    exit 0
fi
install_packages
alone
make_environment
install_locked build -r requirements/build.lock
install_locked run --no-build-isolation -r requirements/run.lock
if [ "${1:-}" = --dev ]; then
    install_locked dev -r requirements/dev.lock
fi
"$venv/bin/python" scripts/fetch_models.py "$assets/models"
