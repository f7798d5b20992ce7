#!/usr/bin/env bash
# Look for the programs `make setup` cannot install itself. Names every missing one and how to get
# it, all at once; prints the Python to use on success.
set -uo pipefail

missing=()

python=
for candidate in "${PYTHON:-}" python3.11 python3; do
  [ -n "$candidate" ] || continue
  if [ "$("$candidate" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null)" = 3.11 ]; then
    python=$(command -v "$candidate")
    break
  fi
done
if [ -z "$python" ]; then
  missing+=("Python 3.11 - from python.org, 'pyenv install 3.11', 'apt install python3.11 python3.11-venv' or 'brew install python@3.11'; or name it: make setup PYTHON=/path/to/python3.11")
elif ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
  missing+=("the venv module of Python 3.11 - 'apt install python3.11-venv' on Debian and Ubuntu")
fi

command -v git >/dev/null || missing+=("git - from git-scm.com, 'apt install git' or 'brew install git'")

if ! command -v node >/dev/null; then
  missing+=("Node.js 20 or newer - from nodejs.org, 'nvm install 20' or 'brew install node@20'")
elif [ "$(node -p 'Number(process.versions.node.split(".")[0]) >= 20')" != true ]; then
  missing+=("Node.js 20 or newer (found $(node --version)) - from nodejs.org, 'nvm install 20' or 'brew install node@20'")
fi

command -v npm >/dev/null || missing+=("npm 9 or newer - it comes with Node.js; on Debian 'apt install npm'")

if [ "${#missing[@]}" -gt 0 ]; then
  echo "make setup needs what this computer does not have:" >&2
  printf '  * %s\n' "${missing[@]}" >&2
  exit 1
fi

echo "$python"
