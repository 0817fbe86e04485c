#!/bin/sh
# Loads the demo into an empty database, does the main job once, then serves, with a worker for
# the jobs, until Ctrl-C: serve.sh PORT
set -eu
port=$1
manage() { .venv/bin/python manage.py "$@"; }

manage make_demo --if-empty
manage export_indicator --out var/export >/dev/null
manage indicator
echo "Exportfiler / export files:  var/export/"
manage demo_logins
echo "Öppna / open:                http://127.0.0.1:$port/   (Ctrl-C avslutar / stops)"
.venv/bin/python manage.py procrastinate worker >>var/worker.log 2>&1 &
worker=$!
DB_POOL=1 .venv/bin/gunicorn raknaq.wsgi --bind "127.0.0.1:$port" --worker-class gthread --workers 2 --threads 8 --no-control-socket --log-level warning &
server=$!
trap 'kill $worker $server 2>/dev/null || true' EXIT
trap 'exit 130' INT TERM
wait $server
