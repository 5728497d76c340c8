#!/bin/sh
# Called by Maven: `build.sh site` builds the portal into target/classes, `build.sh test` runs its tests.
# Nothing is done again for a site that is newer than everything it is made from.
set -eu
cd "$(dirname "$0")"

site=target/classes/META-INF/resources/index.html
installed=node_modules/.package-lock.json

need_node() {
  if ! command -v node >/dev/null 2>&1 || ! command -v npm >/dev/null 2>&1; then
    echo "The portal is built with Node.js 20.19 or newer, and there is no 'node' and 'npm' on the PATH." >&2
    echo "Install it (Debian: apt-get install nodejs npm; others: https://nodejs.org), then build again." >&2
    exit 1
  fi
  if ! node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)'; then
    echo "The portal is built with Node.js 20.19 or newer; 'node' on the PATH is $(node --version)." >&2
    exit 1
  fi
}

install() {
  if [ ! -f "$installed" ] || [ package-lock.json -nt "$installed" ]; then
    npm ci --prefer-offline --no-progress
    touch "$installed"
  fi
}

# A deleted file changes its folder, so folders count as well.
site_is_new() {
  [ -f "$site" ] && [ -z "$(find src public index.html package.json package-lock.json tsconfig.json vite.config.ts build.sh \
    ../../openapi/control-plane.yaml ../../openapi/billing.yaml \
    -path src/api/generated -prune -o -newer "$site" -print)" ]
}

case "${1:-}" in
  site)
    if site_is_new; then
      echo "portal: unchanged"
      exit 0
    fi
    need_node
    install
    npm run --silent build
    ;;
  test)
    need_node
    install
    [ -d src/api/generated ] || npm run --silent generate
    npm test --silent
    ;;
  *)
    echo "usage: build.sh site|test" >&2
    exit 2
    ;;
esac
