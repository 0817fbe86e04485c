#!/bin/sh
# Installs the Debian packages that are missing: system.sh [run] [test]
#   run   PostgreSQL with PostGIS (unless DATABASE_URL names a server) and python3-venv
#   test  a browser, gettext and docker-compose for `make test` and `make lint`
# Without root and sudo it prints the one line to ask an administrator for, and stops.
set -eu

missing=""
for purpose in "$@"; do
  case $purpose in
    run)
      [ -n "${DATABASE_URL:-}" ] || ls /usr/share/postgresql/*/extension/postgis.control >/dev/null 2>&1 || missing="$missing postgis"
      python3 -c 'import ensurepip' 2>/dev/null || missing="$missing python3-venv"
      ;;
    test)
      command -v chromium >/dev/null || missing="$missing chromium"
      command -v xgettext >/dev/null || missing="$missing gettext"
      command -v docker-compose >/dev/null || missing="$missing docker-compose"
      ;;
  esac
done
[ -n "$missing" ] || exit 0

sudo=""
[ "$(id -u)" = 0 ] || sudo="sudo"
administer() { [ -z "$sudo" ] || sudo -n true 2>/dev/null; }
if administer; then
  export DEBIAN_FRONTEND=noninteractive
  $sudo apt-get update -qq
fi

# Only the server package of the newest packaged PostgreSQL carries PostGIS inside the database.
newest=$(apt-cache --names-only search '^postgresql-[0-9]+-postgis-3$' | cut -d' ' -f1 | sort -V | tail -n 1)
packages=$(echo "$missing" | sed "s/ postgis\b/ ${newest:-postgresql-15-postgis-3}/")

if ! administer; then
  echo "raknaq needs packages that only an administrator can install. Ask for this line:"
  echo "  sudo apt-get install --no-install-recommends$packages"
  exit 1
fi

# The packaged server must not start a cluster of its own: raknaq runs a private one.
if [ ! -e /etc/postgresql-common/createcluster.conf ]; then
  $sudo mkdir -p /etc/postgresql-common
  echo "create_main_cluster = false" | $sudo tee /etc/postgresql-common/createcluster.conf >/dev/null
fi
# shellcheck disable=SC2086
$sudo apt-get install -y -qq --no-install-recommends $packages
