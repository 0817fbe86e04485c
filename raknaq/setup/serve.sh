#!/bin/sh
# Loads the demo into an empty database, does the main job once, then serves: serve.sh PORT
set -eu
port=$1
manage() { .venv/bin/python manage.py "$@"; }

manage make_demo --if-empty
manage export_indicator --out var/export >/dev/null
manage indicator
echo "Exportfiler / export files:  var/export/"
manage demo_logins
echo "Öppna / open:                http://127.0.0.1:$port/   (Ctrl-C avslutar / stops)"
DB_POOL=1 exec .venv/bin/gunicorn raknaq.wsgi --bind "127.0.0.1:$port" --worker-class gthread --workers 2 --threads 8 --no-control-socket --log-level warning
