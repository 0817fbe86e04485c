"""make soak: kill -9 of PostgreSQL at random moments of an import of 150 000 plans.

A cluster of its own is made and removed again. Each round begins with the seeded database, starts
`manage.py import_data plans FILE --commit`, kills every process of the server at a moment drawn
by SEED, starts the server again and compares `content_hash` with what it is before the import and
after a whole one. ROUNDS and PLANS may be said too. Exits with 1 where a round is neither.
"""

import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from raknaq.setup import cluster

ROOT = Path(__file__).parents[2]
SEEDED, DATABASE = "soak_seeded", "soak"
AFTER_THE_END = 1.03  # so that some moments come when all is done


def _command(*arguments: str) -> list[str]:
    return [sys.executable, "manage.py", *arguments]


def _manage(*arguments: str) -> str:
    done = subprocess.run(_command(*arguments), cwd=ROOT, check=True, stdout=subprocess.PIPE)
    return done.stdout.decode()


def _use(database: str) -> None:
    os.environ["DATABASE_URL"] = cluster.url(database)


def _anew() -> None:
    """The database as it was before any import."""
    cluster._psql("postgres", f"DROP DATABASE IF EXISTS {DATABASE}")
    cluster._psql("postgres", f"CREATE DATABASE {DATABASE} TEMPLATE {SEEDED}")
    _use(DATABASE)


def _whole() -> str:
    """A digest of all: what was recorded, its history, deliveries and accounts."""
    return _manage("content_hash").splitlines()[-1]


def _facts() -> str:
    """A digest of what was recorded, and of how much the history holds of it."""
    events = "SELECT count(*), (SELECT count(*) FROM plans_planevent) FROM plans_plandecisionevent"
    return _manage("content_hash", "--facts").splitlines()[-1] + cluster._psql(DATABASE, events)


def _kill() -> None:
    """End every process of the server at once.

    Its lock files are removed, because the first process of a container may leave the dead
    unburied, and PostgreSQL takes those for living.
    """
    lock = cluster.home() / "data" / "postmaster.pid"
    postmaster = lock.read_text().split()[0]
    listed = subprocess.run(["pgrep", "-P", postmaster], stdout=subprocess.PIPE, text=True)
    processes = [postmaster, *listed.stdout.split()]
    for pid in processes:
        try:
            os.kill(int(pid), signal.SIGKILL)
        except ProcessLookupError:
            continue
    while any(_lives(pid) for pid in processes):
        time.sleep(0.01)
    lock.unlink()
    for rest in (cluster.home() / "run").iterdir():
        rest.unlink()


def _lives(pid: str) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def _round(path: Path, moment: float) -> None:
    """An import whose server is killed so many seconds after its start, and started again."""
    _anew()
    start = time.monotonic()
    importing = subprocess.Popen(
        _command("import_data", "plans", str(path), "--commit"),
        cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    time.sleep(max(0, moment - (time.monotonic() - start)))
    _kill()
    importing.wait()
    cluster.start()


def _soak(path: Path, rounds: int, seed: int) -> int:
    """Print each moment and its verdict; how many rounds were neither all nor nothing."""
    _anew()
    before = _whole()
    start = time.monotonic()
    _manage("import_data", "plans", str(path), "--commit")
    whole = time.monotonic() - start
    after = _facts()
    print(f"the import takes {whole:.1f} s when nobody kills the server", flush=True)
    chance = random.Random(seed)  # noqa: S311 (meant to be foreseen)
    neither = 0
    for number in range(1, rounds + 1):
        moment = chance.uniform(0, whole * AFTER_THE_END)
        _round(path, moment)
        verdict = "nothing" if _whole() == before else "all" if _facts() == after else "NEITHER"
        neither += verdict == "NEITHER"
        print(f"{number:>3}: killed after {moment:6.2f} s: {verdict}", flush=True)
    print(f"{rounds - neither} of {rounds} all or nothing (seed {seed})")
    return neither


def main() -> int:
    """Make the cluster, soak, and remove it."""
    told = os.environ
    with tempfile.TemporaryDirectory(prefix="raknaq-soak-") as folder:
        cluster.CHECKOUT = Path(folder)  # the cluster's home follows from it
        os.environ["SOAK_DIR"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "tests.soak.settings"
        from tests.bench.plans_file import write_plans

        path = write_plans(Path(folder) / "plans.gpkg", int(told.get("PLANS", "150000")))
        try:
            cluster.start()
            cluster._psql("postgres", f"CREATE DATABASE {SEEDED}")
            _use(SEEDED)
            _manage("migrate", "--verbosity", "0")
            _manage("seed")
            return _soak(path, int(told.get("ROUNDS", "20")), int(told.get("SEED", "1")))
        finally:
            cluster.remove()


if __name__ == "__main__":
    sys.exit(1 if main() else 0)
