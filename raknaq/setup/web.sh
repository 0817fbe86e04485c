#!/bin/sh
# The web container: migrations and seed first, then the server.
set -eu
python manage.py migrate --verbosity 0
python manage.py seed
exec gunicorn raknaq.wsgi --bind "0.0.0.0:${PORT:-8000}" --worker-class gthread --workers 2 --threads 8 --no-control-socket
