"""The settings of the tests: as in production, less what only costs time."""

import os
from pathlib import Path

from raknaq.settings import *  # noqa: F403
from raknaq.settings import STORAGES, VAR_DIR

STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
_worker = os.environ.get("PYTEST_XDIST_WORKER", "alone")  # each has a folder of its own
DELIVERIES_DIR = Path(os.environ.get("DELIVERIES_DIR") or VAR_DIR / "test-deliveries" / _worker)
DOCUMENTS_DIR = VAR_DIR / "test-documents" / _worker
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
ACCOUNT_RATE_LIMITS = False
