#!/bin/sh
# Set up everything: Debian packages, the virtual environment from the lock, the face models.
# Usage: setup.sh [--dev]    Quick, and without the network, when nothing has changed since the last time.
set -eu
cd "$(dirname "$0")/.."
venv="${VENV:-.venv}" # relative to the checkout
python="${PYTHON:-python3}"
assets="${ENROLLMENT_ASSETS:-.assets}"
lists="scripts/debian-packages.txt"
[ "${1:-}" != --dev ] || lists="$lists scripts/debian-packages-dev.txt"

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

# install_locked STAMP-NAME PIP-ARGUMENTS...: run pip once for each state of the lock files.
install_locked() {
    name=$1
    shift
    stamp="$venv/.installed-$name"
    state=$(cat requirements/*.lock | sha256sum)
    [ "$(cat "$stamp" 2>/dev/null || true)" = "$state" ] && return 0
    say "installing Python packages ($name); a few minutes the first time"
    # No dependency resolution: the lock is complete, and dlib-bin stands in for dlib, which pip would build for 20 minutes.
    # On PATH: swig, which comes from the lock and which pyscard's build calls.
    PATH="$PWD/$venv/bin:$PATH" "$venv/bin/pip" install --quiet --disable-pip-version-check --no-deps --require-hashes "$@"
    printf '%s\n' "$state" >"$stamp"
}

install_packages
[ -x "$venv/bin/python" ] || "$python" -m venv "$venv"
install_locked build -r requirements/build.lock
install_locked run --no-build-isolation -r requirements/run.lock
if [ "${1:-}" = --dev ]; then
    install_locked dev -r requirements/dev.lock
fi
"$venv/bin/python" scripts/fetch_models.py "$assets/models"
