"""The web server's door."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "raknaq.settings")
application = get_wsgi_application()

# Looking through all objects for rings takes 0.1 s here, and with Python's own thresholds every
# third large page waited for it: what is loaded stays, the rest is looked through more seldom.
gc.freeze()
gc.set_threshold(50_000, 20, 50)
