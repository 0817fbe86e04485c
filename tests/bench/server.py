"""The real server of `make run` on a database of the bench, with what each request took."""

import http.client
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
LOG = ROOT / "var/bench/requests.log"


@dataclass(frozen=True)
class Request:
    """One answered request: milliseconds from the server's first sight of it to its last byte."""

    milliseconds: float
    method: str
    status: int
    path: str


class Server:
    """A running server: its address, and the requests that it has answered."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.url = f"http://127.0.0.1:{port}"
        self._told = 0

    def requests(self) -> list[Request]:
        """Those answered since this was asked last."""
        lines = LOG.read_text(encoding="utf-8").splitlines()[self._told :]
        self._told += len(lines)
        split = [line.split(" ", 3) for line in lines]
        return [
            Request(int(us) / 1000, method, int(code), path) for us, method, code, path in split
        ]


@contextmanager
def serving() -> Iterator[Server]:
    """Serve DATABASE_URL as raknaq/setup/serve.sh does, with the files of a finished image."""
    LOG.parent.mkdir(parents=True, exist_ok=True)
    LOG.write_text("")
    environment = {**os.environ, "DB_POOL": "1", "DEBUG": "0"}
    collect = [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity", "0"]
    subprocess.run(collect, cwd=ROOT, check=True, env=environment)
    server = Server(_free_port())
    process = subprocess.Popen(
        [str(Path(sys.executable).with_name("gunicorn")), "raknaq.wsgi",
         "--bind", f"127.0.0.1:{server.port}",
         *_as_it_is_run(), "--access-logfile", str(LOG),
         "--access-logformat", "%(D)s %(m)s %(s)s %(U)s"],
        cwd=ROOT, env=environment,
    )  # fmt: skip
    try:
        _wait(server, process)
        yield server
    finally:
        process.terminate()
        process.wait(30)


def _as_it_is_run() -> list[str]:
    """The worker class, workers and threads that `make run` starts the server with."""
    line = (ROOT / "raknaq/setup/serve.sh").read_text(encoding="utf-8")
    found = re.search(r"(--worker-class .+?) &$", line, re.MULTILINE)
    assert found
    return found[1].split()


def _free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


def _wait(server: Server, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        assert process.poll() is None, "the server ended"
        connection = http.client.HTTPConnection("127.0.0.1", server.port)
        try:
            connection.request("GET", "/readyz")
            if connection.getresponse().status == 200:
                return
        except ConnectionRefusedError:
            time.sleep(0.1)
        finally:
            connection.close()
    raise AssertionError("the server is not ready")
