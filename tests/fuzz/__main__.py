"""make fuzz N=1000 SEED=1: that many mutants per format, in a database of their own.

FORMATS="GPKG CSV" takes only some, FIRST=17 begins with that number: so a finding is seen again.
Exits with 1 where anything happened that must not.
"""

import os
import sys
import tempfile
import time
from pathlib import Path

from raknaq.setup import cluster
from tests.bench.__main__ import manage, psql

DATABASE = "raknaq_fuzz"
PATIENCE_SECONDS = 20


def _prepare() -> None:
    cluster.start()
    os.environ["DATABASE_URL"] = cluster.url(DATABASE)
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    psql(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")
    psql(f"CREATE DATABASE {DATABASE}")
    manage("migrate", "--verbosity", "0")
    manage("seed")


def _fuzz(number: int, seed: int, first: int, formats: list[str], folder: Path) -> int:
    from django.conf import settings
    from django.test.utils import setup_test_environment

    from plans.imports import system_account
    from raknaq.lib import files
    from raknaq.lib.history import change
    from tests.factories import make_user
    from tests.fuzz.mutants import mutants
    from tests.fuzz.samples import samples
    from tests.fuzz.trial import Tally, try_out
    from tests.imports.hostile import listening

    setup_test_environment(debug=False)
    settings.DELIVERIES_DIR = folder / "deliveries"
    files.PATIENCE_SECONDS = PATIENCE_SECONDS
    tally = Tally()
    with change(by=system_account(), why="fuzz"):
        user = make_user(lead="20")
    with listening() as ear:
        for kind, sound in samples(folder).items():
            if formats and kind not in formats:
                continue
            start = time.monotonic()
            found = mutants(kind, sound, seed=seed, first=first, number=number, url=ear.url)
            try_out(found, user, tally, ear.calls)
            print(f"{kind}: {number} mutants in {time.monotonic() - start:.0f} s", flush=True)
    print(tally.table())
    for failure in tally.failures:
        print(failure)
    print(f"seed {seed}: {len(tally.failures)} findings")
    return 1 if tally.failures else 0


if __name__ == "__main__":
    _prepare()
    import django

    django.setup()
    told = os.environ
    with tempfile.TemporaryDirectory() as folder:
        ended = _fuzz(
            int(told.get("N", "1000")), int(told.get("SEED", "1")), int(told.get("FIRST", "0")),
            told.get("FORMATS", "").split(), Path(folder),
        )  # fmt: skip
    sys.exit(ended)
