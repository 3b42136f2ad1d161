#!/bin/sh
# Resolve anew and write the three lock files. Needs the network; nothing else in the project resolves.
set -eu
cd "$(dirname "$0")/.."
uv="${VENV:-.venv}/bin/uv"
compile() {
    "$uv" pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header "$@"
}
compile pyproject.toml -o requirements/run.lock
compile --group dev -c requirements/run.lock -o requirements/dev.lock
compile --group build -c requirements/run.lock -o requirements/build.lock
