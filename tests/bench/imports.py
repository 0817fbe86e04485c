"""An import of 300 000 plans beside ogr2ogr and one INSERT … SELECT into the same tables."""

import os
import re
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path

from raknaq.setup import cluster
from tests.bench.plans_file import write_plans

ROOT = Path(__file__).parents[2]
YARDSTICK = ROOT / "docs/bench/import_yardstick.sql"
PLANS = 300_000
SEEDED, DATABASE = "raknaq_bench_seeded", "raknaq_bench_import"
RUNS = int(os.environ.get("RUNS", "2"))
LIMIT = 1.6
MEMORY_LIMIT = 600  # megabytes, of the command and its reading child together
CONTEXT = """
SET pghistory.context_id = '00000000-0000-4000-8000-000000000000';
SET pghistory.context_metadata = '{"why": "bench"}';
"""


def measure() -> bool:
    """Print the ratios, the memory and where the time goes; whether all is within its limits."""
    path = write_plans(ROOT / "var/bench/plans_300000.gpkg", PLANS)
    _install_ogr2ogr()
    _seed()
    print(f"{PLANS} plans, a GeoPackage of {path.stat().st_size / 1e6:.0f} MB, best of {RUNS}")
    bare, yardsticks, ours, undone, peaks = [], [], [], [], []
    for _ in range(RUNS):
        bare.append(_bare(path))
        yardsticks.append(_yardstick(path))
        seconds, peak, delivery = _ours(path)
        ours.append(seconds)
        peaks.append(peak)
        undone.append(_undo(delivery))
    _same_content(path)
    ratio = min(ours) / min(yardsticks)
    print(f"bare ogr2ogr into one plain table:               {min(bare):6.1f} s")
    print(f"yardstick, ogr2ogr and one INSERT … SELECT:      {min(yardsticks):6.1f} s")
    print(f"import_data --commit, every check:               {min(ours):6.1f} s")
    print(f"undo_delivery:                                   {min(undone):6.1f} s")
    verdicts = [
        _told(f"ratio {ratio:.2f} (limit {LIMIT})", ratio <= LIMIT),
        _told(f"undo / import {min(undone) / min(ours):.2f} (limit 1)", min(undone) <= min(ours)),
        _told(f"peak memory {max(peaks):.0f} MB (limit {MEMORY_LIMIT})", max(peaks) < MEMORY_LIMIT),
    ]
    print("where the time goes:")
    _anew()
    _manage("-m", "tests.bench.breakdown", str(path))
    _psql("postgres", f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")
    return all(verdicts)


def _told(text: str, within: bool) -> bool:
    print(f"{text}: {'ok' if within else 'TOO MUCH'}")
    return within


def _install_ogr2ogr() -> None:
    if not shutil.which("ogr2ogr"):
        subprocess.run(["apt-get", "install", "-y", "-qq", "gdal-bin"], check=True)


def _seed() -> None:
    """The database that every run begins with."""
    _psql("postgres", f"DROP DATABASE IF EXISTS {SEEDED} WITH (FORCE)")
    _psql("postgres", f"CREATE DATABASE {SEEDED}")
    os.environ["DATABASE_URL"] = cluster.url(SEEDED)
    _manage("manage.py", "migrate", "--verbosity", "0")
    _manage("manage.py", "seed")


def _anew() -> None:
    _psql("postgres", f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")
    _psql("postgres", f"CREATE DATABASE {DATABASE} TEMPLATE {SEEDED}")
    _psql("postgres", "CHECKPOINT")
    os.environ["DATABASE_URL"] = cluster.url(DATABASE)


def _psql(database: str, *statements: str) -> str:
    """Run statements, each in a transaction of its own; the answer as text."""
    told = [part for statement in statements for part in ("-c", statement)]
    return subprocess.run(
        ["psql", "-h", str(cluster.home() / "run"), "-U", "raknaq", "-d", database, "-XAtq", *told],
        check=True, stdout=subprocess.PIPE, text=True,
    ).stdout.strip()  # fmt: skip


def _ogr2ogr(path: Path, *options: str) -> None:
    target = f"PG:host={cluster.home() / 'run'} user=raknaq dbname={DATABASE}"
    subprocess.run(
        ["ogr2ogr", "-f", "PostgreSQL", target, str(path), "-nln", "staging",
         "-lco", "GEOMETRY_NAME=geom", *options],
        check=True, env={**os.environ, "PG_USE_COPY": "YES"},
    )  # fmt: skip


def _bare(path: Path) -> float:
    _anew()
    start = time.perf_counter()
    _ogr2ogr(path)
    return time.perf_counter() - start


def _yardstick(path: Path) -> float:
    _anew()
    start = time.perf_counter()
    _ogr2ogr(path, "-lco", "SPATIAL_INDEX=NONE")
    _psql(DATABASE, CONTEXT, YARDSTICK.read_text(encoding="utf-8"))
    return time.perf_counter() - start


def _ours(path: Path) -> tuple[float, float, str]:
    """Seconds, peak megabytes of the command and its child, and the number of the delivery."""
    _anew()
    start = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "manage.py", "import_data", "plans", str(path), "--commit"],
        cwd=ROOT, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    peak = 0.0

    def watch() -> None:
        nonlocal peak
        while process.poll() is None:
            peak = max(peak, _megabytes(process.pid))
            time.sleep(0.25)

    watching = threading.Thread(target=watch)
    watching.start()
    printed, _ = process.communicate()
    seconds = time.perf_counter() - start
    watching.join()
    found = re.search(r"leverans (\d+)\.", printed)
    assert found, printed
    return seconds, peak, found[1]


def _megabytes(pid: int) -> float:
    """The memory of a process and its children, what they share counted once."""
    listed = subprocess.run(["pgrep", "-P", str(pid)], stdout=subprocess.PIPE, text=True)
    total = 0
    for process in (str(pid), *listed.stdout.split()):
        try:
            text = Path(f"/proc/{process}/smaps_rollup").read_text()
        except (FileNotFoundError, ProcessLookupError):
            continue
        found = re.search(r"^Pss:\s+(\d+) kB", text, re.MULTILINE)
        total += int(found[1]) if found else 0
    return total / 1024


def _undo(delivery: str) -> float:
    start = time.perf_counter()
    _manage("manage.py", "undo_delivery", delivery)
    seconds = time.perf_counter() - start
    assert _psql(DATABASE, "SELECT count(*) FROM plans_plandecision") == "0"
    return seconds


def _same_content(path: Path) -> None:
    """The yardstick and the import make the same plans and decisions, with as many events."""
    rows = """
        SELECT count(*), (SELECT count(*) FROM plans_plandecisionevent),
               (SELECT count(*) FROM plans_planevent),
               sum(hashtextextended(concat_ws('|', d.municipality_id, p.kind, d.archive_ref, d.name,
                   d.in_force_from, d.extra, md5(ST_AsBinary(d.area))), 0)::numeric)
        FROM plans_plandecision d JOIN plans_plan p ON p.id = d.plan_id
    """
    _yardstick(path)
    theirs = _psql(DATABASE, rows)
    _ours(path)
    assert _psql(DATABASE, rows) == theirs, "they make different rows"


def _manage(*arguments: str) -> None:
    subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, check=True,
        stdout=None if arguments[0] == "-m" else subprocess.DEVNULL,
    )  # fmt: skip
