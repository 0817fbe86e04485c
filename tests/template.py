"""The migrated and seeded database that every test database is a copy of.

Made once for a state of the code, and kept in the cluster: a worker, or a run of a single file, is
ready in seconds.
"""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

from django.db import connection
from psycopg.sql import SQL, Identifier

from raknaq.setup import cluster

ROOT = Path(__file__).parents[1]
PREFIX = "raknaq_template_"
MADE_BY = (
    "*/migrations/*.py",
    "plans/seed/*",
    "plans/imports/**/*",
    "plans/models/*.py",
    "raknaq/lib/**/*",
    "raknaq/management/commands/seed.py",
    "requirements.txt",
)
LOCK = 7_246_501  # so that one of several workers makes it, and the others wait


def url(database: str) -> str:
    """The DATABASE_URL of a database beside the configured one."""
    return (os.environ.get("DATABASE_URL") or cluster.url()).rpartition("/")[0] + f"/{database}"


def seeded() -> str:
    """The name of the template for the code as it stands, made if it is missing."""
    name = f"{PREFIX}{_state()}"
    with connection._nodb_cursor() as cursor:  # as Django makes its test databases
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [PREFIX])
        known = {datname for (datname,) in cursor.fetchall()}
        if name not in known:
            for old in known:
                cursor.execute(SQL("DROP DATABASE IF EXISTS {}").format(Identifier(old)))
            making = f"{name}_making"
            cursor.execute(SQL("CREATE DATABASE {}").format(Identifier(making)))
            _manage("migrate", making)
            _manage("seed", making)
            cursor.execute(
                SQL("ALTER DATABASE {} RENAME TO {}").format(Identifier(making), Identifier(name))
            )
        cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
    return name


def _state() -> str:
    """A digest of what the schema and the seed are made by."""
    digest = hashlib.sha256()
    for path in sorted(path for pattern in MADE_BY for path in ROOT.glob(pattern)):
        if path.is_file() and "__pycache__" not in path.parts:
            digest.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


def _manage(command: str, database: str) -> None:
    subprocess.run(
        [sys.executable, "manage.py", command, "--verbosity", "0"],
        cwd=ROOT, check=True, env={**os.environ, "DATABASE_URL": url(database)},
    )  # fmt: skip
