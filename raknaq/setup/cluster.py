"""The private PostGIS cluster of this checkout: where it lies, how it starts and stops.

Runs before anything is installed, so the standard library is all it may use. The settings read
`url()`; `manage.py` and the Makefile call `start()`. Nothing here runs when DATABASE_URL is set.

Data and socket lie outside the checkout, because a clone under a 0700 folder is out of reach of
the `postgres` user whom root has to borrow (PostgreSQL refuses to run as root).
"""

import hashlib
import os
import secrets
import shutil
import subprocess
import sys
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
DATABASE = "raknaq"
OLDEST_POSTGRES = 15

SETTINGS = {
    "listen_addresses": "",
    "shared_buffers": "512MB",
    "work_mem": "64MB",
    "temp_buffers": "128MB",
    "maintenance_work_mem": "256MB",
    "max_wal_size": "4GB",
    "jit": "off",
    "max_connections": "100",
}


def home() -> Path:
    """The folder of this checkout's cluster: named by the checkout's path and its own mark.

    The mark goes with the checkout, so that a clone made anew in the same place never meets the
    database that an earlier one left behind.
    """
    name = f"{hashlib.sha256(str(CHECKOUT).encode()).hexdigest()[:12]}-{_mark()}"
    if os.geteuid() == 0:
        return Path("/var/lib/raknaq") / name
    state = os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state"
    return Path(state) / "raknaq" / name


def _mark() -> str:
    """What tells this checkout from others in the same place; made when it is first asked for."""
    file = CHECKOUT / "var" / "cluster"
    file.parent.mkdir(exist_ok=True)
    try:
        with file.open("x") as new:
            new.write(secrets.token_hex(3))
    except FileExistsError:
        pass
    return file.read_text().strip()


def print_url() -> None:
    """Print the DATABASE_URL of the private cluster."""
    print(url())


def url(database: str = DATABASE) -> str:
    """The DATABASE_URL of a database in the private cluster: a Unix socket, no TCP."""
    socket = str(home() / "run").replace("/", "%2F")
    return f"postgis://raknaq@{socket}/{database}"


def binaries() -> Path | None:
    """The folder with initdb and pg_ctl of the newest PostgreSQL here that has PostGIS."""
    found: list[tuple[int, Path]] = []
    for folder in Path("/usr/lib/postgresql").glob("*/bin"):
        version = folder.parent.name
        extension = Path("/usr/share/postgresql") / version / "extension" / "postgis.control"
        if version.isdigit() and (folder / "initdb").exists() and extension.exists():
            found.append((int(version), folder))
    newest = max(found, default=None)
    return newest[1] if newest and newest[0] >= OLDEST_POSTGRES else None


def start() -> None:
    """Make the cluster if it is missing and start it if it is down; safe to call again.

    Exits with the line to run when PostgreSQL with PostGIS is not installed.
    """
    if (home() / "run" / ".s.PGSQL.5432").exists() and _running():
        return
    if binaries() is None:
        sys.exit("PostgreSQL with PostGIS is missing. Run: make setup")
    if not (home() / "data" / "PG_VERSION").exists():
        _create()
    _pg_ctl("start", "-w", "-t", "60", "-l", str(home() / "log"))
    _create_database()


def stop() -> None:
    """Stop the cluster if it runs."""
    if (home() / "data" / "PG_VERSION").exists() and _running():
        _pg_ctl("stop", "-w", "-m", "fast")


def remove() -> None:
    """Stop the cluster and delete its data."""
    stop()
    shutil.rmtree(home(), ignore_errors=True)


def _create() -> None:
    home().mkdir(parents=True, exist_ok=True)
    socket = home() / "run"
    if len(str(socket / ".s.PGSQL.5432")) > 107:
        sys.exit(f"The path of the database socket is too long: {socket}")
    socket.mkdir(mode=0o700, exist_ok=True)
    if os.geteuid() == 0:
        for folder in (home(), socket):
            shutil.chown(folder, "postgres", "postgres")
    _run("initdb", "-D", str(home() / "data"), "-A", "trust", "-U", "raknaq", "-E", "UTF8",
         "--locale=C.UTF-8", "--no-instructions")  # fmt: skip
    with (home() / "data" / "postgresql.conf").open("a") as conf:
        conf.writelines(f"{name} = '{value}'\n" for name, value in SETTINGS.items())
        conf.write(f"unix_socket_directories = '{socket}'\n")


def _create_database() -> None:
    listed = _psql("postgres", f"SELECT 1 FROM pg_database WHERE datname = '{DATABASE}'")
    if not listed:
        _psql("postgres", f"CREATE DATABASE {DATABASE}")


def _running() -> bool:
    return _pg_ctl("status", check=False).returncode == 0


def _psql(database: str, statement: str) -> str:
    """Run one statement; the answer as text."""
    done = _run("psql", "-h", str(home() / "run"), "-U", "raknaq", "-d", database, "-XAtqc",
                statement)  # fmt: skip
    return done.stdout.strip()


def _pg_ctl(action: str, *options: str, check: bool = True) -> subprocess.CompletedProcess[str]:
    return _run("pg_ctl", action, "-D", str(home() / "data"), *options, check=check)


def _run(program: str, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
    """Run a PostgreSQL program, as the user postgres when we are root."""
    folder = binaries()
    if folder is None:
        sys.exit("PostgreSQL with PostGIS is missing. Run: make setup")
    command = [str(folder / program), *arguments]
    if os.geteuid() == 0:
        command = ["runuser", "-u", "postgres", "--", *command]
    # pg_ctl leaves the server behind with whatever it inherited, so it gets files, not pipes.
    log = home() / "last-command"
    with log.open("w+") as output:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT, cwd="/"
        )
        output.seek(0)
        text = output.read()
    if check and done.returncode:
        sys.exit(f"{' '.join(command)}\n{text}")
    return subprocess.CompletedProcess(command, done.returncode, text, "")


if __name__ == "__main__":
    actions = {"start": start, "stop": stop, "remove": remove, "url": print_url}
    if len(sys.argv) != 2 or sys.argv[1] not in actions:
        sys.exit(f"usage: cluster.py {' | '.join(actions)}")
    actions[sys.argv[1]]()
