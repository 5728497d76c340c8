#!/usr/bin/env bash
# Installs what the scenario needs on first use and runs it; see ../README.md.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
python=$(command -v python3) || { echo "NOT RUN: python3 is not installed"; exit 97; }
"$python" -c 'import ensurepip, venv' 2>/dev/null || { echo "NOT RUN: python3's venv module is not installed"; exit 97; }
if [ ! "$here/.venv/.installed" -nt "$here/requirements.txt" ]; then
  "$python" -m venv --clear "$here/.venv"
  "$here/.venv/bin/pip" install --quiet --requirement "$here/requirements.txt" >&2
  touch "$here/.venv/.installed"
fi
exec "$here/.venv/bin/python" "$here/fuzz.py" "$@"
