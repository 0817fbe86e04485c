"""All configuration. What differs between installations comes from the environment.

| variable             | meaning, and what holds without it                                   |
|----------------------|----------------------------------------------------------------------|
| DATABASE_URL         | the PostGIS database (postgis://, postgres://, postgresql://);       |
|                      | the private cluster of this checkout                                 |
| DEBUG                | 1 = demo logins work and errors are shown; 0                         |
| SECRET_KEY           | signs sessions; made in var/secret_key                               |
| ALLOWED_HOSTS        | host names served, separated by commas; loopback                     |
| TRUSTED_ORIGINS      | https origins of the site, separated by commas; none                 |
| BASE_MAPS            | base maps to choose between, as JSON (docs/operation.md); boundaries |
|                      | only                                                                 |
| DELIVERIES_DIR       | where the files of deliveries are kept, for web and worker alike;    |
|                      | var/deliveries                                                       |
| DOCUMENTS_DIR        | where stored copies of plan documents are kept, for web and worker   |
|                      | alike; var/documents                                                 |
| NGP_CLIENT_ID        | the account with Lantmäteriet's search service for detailed plans;   |
|                      | none: nothing is fetched                                             |
| NGP_CLIENT_SECRET    | its secret                                                           |
| NGP_MUNICIPALITIES   | codes of the municipalities fetched every night, separated by        |
|                      | commas; none                                                         |
| NGP_BASE_URL         | the search service; Lantmäteriet's, version 2                        |
| NGP_TOKEN_URL        | where the account gets its token; Lantmäteriet's                     |
| SAMPLING_SALT        | draws which readings go to kollegial granskning; keep it secret,     |
|                      | since who knows it knows the sample; SECRET_KEY                      |
| DB_POOL              | 1 = a pool of connections per process; 0                             |
| GDAL_LIBRARY_PATH    | another libgdal than the one in pyogrio's wheel                      |
| GEOS_LIBRARY_PATH    | another libgeos_c than the one in shapely's wheel                    |
"""

import importlib.util
import json
import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from raknaq.setup import cluster

BASE_DIR = Path(__file__).resolve().parents[1]
VAR_DIR = BASE_DIR / "var"
DELIVERIES_DIR = Path(os.environ.get("DELIVERIES_DIR") or VAR_DIR / "deliveries")
DOCUMENTS_DIR = Path(os.environ.get("DOCUMENTS_DIR") or VAR_DIR / "documents")


def _listed(name: str) -> list[str]:
    return [part.strip() for part in os.environ.get(name, "").split(",") if part.strip()]


def _base_maps(text: str) -> list[dict[str, str]]:
    """The base maps of the configuration: name, url, layers (of a WMS, else empty), attribution."""
    try:
        maps = [
            {"name": told["name"], "url": told["url"], "layers": told.get("layers", ""),
             "attribution": told.get("attribution", "")}
            for told in json.loads(text or "[]")
        ]  # fmt: skip
    except (ValueError, TypeError, KeyError, AttributeError) as wrong:
        raise ImproperlyConfigured(f"BASE_MAPS is not a list of base maps: {wrong!r}") from None
    for told in maps:
        if not all(isinstance(value, str) for value in told.values()) or not _origin(told["url"]):
            raise ImproperlyConfigured(f"BASE_MAPS: {told['name']} has no address: {told['url']}")
        if not told["layers"] and not all(part in told["url"] for part in ("{z}", "{x}", "{y}")):
            raise ImproperlyConfigured(
                f"BASE_MAPS: {told['name']} needs {{z}}, {{x}} and {{y}}, or layers for a WMS."
            )
    return maps


def _origin(address: str) -> str:
    """Scheme and host of an address, as a content security policy names them; empty for none."""
    told = urlsplit(address if isinstance(address, str) else "")
    return f"{told.scheme}://{told.netloc}" if told.scheme in ("http", "https") else ""


def _secret_key() -> str:
    """The key in var/secret_key, made on first use and readable by its owner alone."""
    path = VAR_DIR / "secret_key"
    if not path.exists():
        path.parent.mkdir(exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50))
    return path.read_text()


def _wheel_library(package: str, pattern: str, variable: str) -> str:
    """The path of a C library inside a wheel, so that Django, pyogrio and shapely share one."""
    if os.environ.get(variable):
        return os.environ[variable]
    spec = importlib.util.find_spec(package)
    folder = Path(spec.origin).parents[1] / f"{package}.libs" if spec and spec.origin else Path()
    found = sorted(folder.glob(pattern))
    if not found:
        raise ImproperlyConfigured(f"No {pattern} in {folder}. Set {variable} to a library file.")
    return str(found[0])


DEBUG = os.environ.get("DEBUG") == "1"
SECRET_KEY = os.environ.get("SECRET_KEY") or _secret_key()
SAMPLING_SALT = os.environ.get("SAMPLING_SALT") or SECRET_KEY
ALLOWED_HOSTS = _listed("ALLOWED_HOSTS") or ["localhost", "127.0.0.1", "[::1]"]
CSRF_TRUSTED_ORIGINS = _listed("TRUSTED_ORIGINS")

GDAL_LIBRARY_PATH = _wheel_library("pyogrio", "libgdal*.so*", "GDAL_LIBRARY_PATH")
GEOS_LIBRARY_PATH = _wheel_library("shapely", "libgeos_c*.so*", "GEOS_LIBRARY_PATH")

INSTALLED_APPS = [
    "raknaq",
    "maps",
    "inventory",
    "plans",
    "allauth",
    "allauth.account",
    "csp",
    "leaflet",
    "pghistory",
    "pgtrigger",
    "procrastinate.contrib.django",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.gis",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "plans.access.LoginUnlessListed",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "raknaq.not_found.own_page",
]

ROOT_URLCONF = "raknaq.urls"
WSGI_APPLICATION = "raknaq.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "raknaq.frame.frame",
            ],
        },
    }
]

DATABASES: dict[str, Any] = {
    "default": dj_database_url.parse(
        os.environ.get("DATABASE_URL") or cluster.url(),
        engine="django.contrib.gis.db.backends.postgis",
    )
}
if os.environ.get("DB_POOL") == "1":
    DATABASES["default"]["OPTIONS"] = {"pool": {"min_size": 2, "max_size": 10}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# History: every event names its context (who and why); a write without one is refused.
PGHISTORY_DEFAULT_TRACKERS = ()

AUTHENTICATION_BACKENDS = ["plans.access.DemoAwareBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("MinimumLengthValidator", "CommonPasswordValidator")
]
ACCOUNT_ADAPTER = "plans.access.ClosedSignup"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "inventory:start"
LOGOUT_REDIRECT_URL = "maps:start"

LANGUAGE_CODE = "sv"
LANGUAGES = [("sv", _("Svenska")), ("en", _("Engelska"))]
LOCALE_PATHS = [BASE_DIR / "raknaq" / "locale"]
TIME_ZONE = "Europe/Stockholm"
USE_TZ = True
FORMAT_MODULE_PATH = ["raknaq.formats"]

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG
# What is named by what is in it, by Django or by the bundler, never changes.
WHITENOISE_IMMUTABLE_FILE_TEST = r"\.[0-9a-f]{12}\.\w+$|/build/parts/[0-9A-Z]{8}\.js$"

BASE_MAPS = _base_maps(os.environ.get("BASE_MAPS", ""))
LEAFLET_CONFIG: dict[str, Any] = {
    "TILES": [(told["name"], told["url"], told) for told in BASE_MAPS],
    "MIN_ZOOM": 4,
    "MAX_ZOOM": 20,
    "SCALE": "metric",
}
_base_map_origins = sorted({_origin(told["url"]) for told in BASE_MAPS})

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:", "blob:", *_base_map_origins],
        "connect-src": [SELF, *_base_map_origins],
        "worker-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 60 * 60 * 12
if CSRF_TRUSTED_ORIGINS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365

# Lantmäteriet's national geodata platform (NGP): the search service for detailed plans.
NGP_BASE_URL = (
    os.environ.get("NGP_BASE_URL")
    or "https://api.lantmateriet.se/distribution/geodatakatalog/sokning/v1/detaljplan/v2"
)
NGP_TOKEN_URL = os.environ.get("NGP_TOKEN_URL") or "https://api.lantmateriet.se/token"
NGP_CLIENT_ID = os.environ.get("NGP_CLIENT_ID", "")
NGP_CLIENT_SECRET = os.environ.get("NGP_CLIENT_SECRET", "")
NGP_MUNICIPALITIES = _listed("NGP_MUNICIPALITIES")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
