"""make bench: measure on a database of national size, of its own, and print the ratios.

The database `raknaq_bench` is made on the first run (about two minutes) and kept for the next;
`python -m tests.bench --anew` makes it again.
"""

import os
import subprocess
import sys
import time
from pathlib import Path

from raknaq.setup import cluster

ROOT = Path(__file__).parents[2]
DATABASE = "raknaq_bench"
SIZE = ("--plans", "300000", "--objects", "400000", "--markings", "600000")


def manage(*arguments: str) -> None:
    """Run a command on the bench database."""
    subprocess.run([sys.executable, "manage.py", *arguments], cwd=ROOT, check=True)


def psql(statement: str) -> str:
    """Run one statement on the cluster's own database; the answer as text."""
    command = ["psql", "-h", str(cluster.home() / "run"), "-U", "raknaq", "-d", cluster.DATABASE]
    done = subprocess.run(
        [*command, "-XAtc", statement], capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def prepare() -> None:
    """The bench database, filled."""
    cluster.start()
    if "--anew" in sys.argv:
        psql(f"DROP DATABASE IF EXISTS {DATABASE}")
    os.environ["DATABASE_URL"] = cluster.url(DATABASE)
    os.environ["DEMO"] = "1"
    if psql(f"SELECT 1 FROM pg_database WHERE datname = '{DATABASE}'"):
        manage("migrate", "--verbosity", "0")
        return
    psql(f"CREATE DATABASE {DATABASE}")
    manage("migrate", "--verbosity", "0")
    manage("seed")
    start = time.monotonic()
    manage("make_demo", *SIZE)
    print(f"make_demo {' '.join(SIZE)}: {time.monotonic() - start:.0f} s")


if __name__ == "__main__":
    prepare()
    os.environ["DJANGO_SETTINGS_MODULE"] = "raknaq.settings"
    import django

    django.setup()
    from tests.bench import imports, indicator, queue, workspace

    within = [indicator.measure(), queue.measure(), workspace.measure(), imports.measure()]
    sys.exit(0 if all(within) else 1)
