"""The process that reads strangers' files: what it cannot reach, and what stops it."""

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from raknaq.lib import files
from tests.imports.hostile import CALLERS, calling_view, linked_system, listening
from tests.imports.taking import write_csv

CHILD = Path(files.__file__).with_name("child.py")


@pytest.fixture(autouse=True)
def _temporary_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every temporary folder is made in one place, which is empty when all is done."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    yield
    assert not list(folder.iterdir())


def long_table(tmp_path: Path) -> Path:
    """A table of many batches: more than a pipe holds, so that its reader waits for us."""
    row = {"akt": "2080-P1", "text": "x" * 200}
    return write_csv(tmp_path / "long.csv", [row] * 60_000)


def child_of_ours() -> Path:
    """The reading child of this process, in /proc."""
    listed = subprocess.run(
        ["pgrep", "--parent", str(os.getpid()), "--full", str(CHILD)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return Path("/proc") / listed.stdout.strip()


def test_the_child_has_nothing_of_ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "not for strangers")
    with (tmp_path / "open").open("w") as ours:
        os.set_inheritable(ours.fileno(), True)
        with files.read(long_table(tmp_path), files.Wanted()) as (_, batches):
            next(batches)
            process = child_of_ours()
            assert b"not for strangers" not in (process / "environ").read_bytes()
            held = {link.readlink() for link in (process / "fd").iterdir()}
            assert Path("/dev/null") in held
            assert tmp_path / "open" not in held
            assert (process / "cwd").readlink().is_relative_to(tempfile.gettempdir())
            limits = (process / "limits").read_text()
            assert f"Max address space         {4 * 1024**3} " in limits
            assert "Max cpu time              1200 " in limits


@pytest.mark.parametrize(
    "fences", ["child.fence()", "child._refuse_sockets(child.ctypes.CDLL(None))"]
)
def test_no_fence_lets_a_call_out(fences: str) -> None:
    """Both fences together, and the one that also holds in a container."""
    with listening() as ear:
        port = ear.listening.getsockname()[1]
        call = f"import socket; socket.create_connection(('127.0.0.1', {port}), 5)"
        for before in ("", f"import child; assert {fences}; "):
            done = subprocess.run(
                [sys.executable, "-c", before + call],
                env={"PYTHONPATH": str(CHILD.parent)},
                capture_output=True,
                text=True,
            )
            assert ear.calls() == (0 if before else 1)
        assert "PermissionError" in done.stderr


def test_a_reader_without_fences_would_call(tmp_path: Path) -> None:
    """The ear hears: GDAL itself fetches what such a file names."""
    with listening() as ear:
        read = "import pyogrio, sys; pyogrio.list_layers(sys.argv[1])"
        path = linked_system(tmp_path, ear.url)
        process = subprocess.Popen([sys.executable, "-c", read, str(path)])
        called = 0
        while process.poll() is None:
            called += ear.calls()
        assert called > 0


@pytest.mark.parametrize("caller", CALLERS, ids=lambda caller: str(caller.__name__))
def test_0_bytes_are_sent_out(caller: Callable[[Path, str], Path], tmp_path: Path) -> None:
    with listening() as ear:
        path = caller(tmp_path, ear.url)
        try:
            layer = "plans" if caller is calling_view else None
            with files.read(path, files.Wanted(layer=layer, epsg=3006)) as (_, batches):
                assert sum(batch.num_rows for batch in batches) > 0
        except files.FileRefusedError as refused:
            assert refused.reason in ("file_unknown", "file_damaged")  # noqa: PT017
        assert ear.calls() == 0


def test_a_child_that_keeps_us_waiting_is_slow(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "PATIENCE_SECONDS", 0.01)  # no Python starts in that time
    with (
        pytest.raises(files.FileRefusedError, match="file_slow"),
        files.read(long_table(tmp_path), files.Wanted()),
    ):
        pass


@pytest.mark.parametrize(
    ("sent", "reason"), [(signal.SIGXCPU, "file_slow"), (signal.SIGKILL, "file_damaged")]
)
def test_a_child_that_is_killed_is_a_refusal(
    tmp_path: Path, sent: signal.Signals, reason: str
) -> None:
    with (
        files.read(long_table(tmp_path), files.Wanted()) as (_, batches),
        pytest.raises(files.FileRefusedError, match=reason),
    ):
        next(batches)
        os.kill(int(child_of_ours().name), sent)
        list(batches)
