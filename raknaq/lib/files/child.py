"""The reading child: python -P child.py PATH WANTED-AS-JSON, started by `raknaq.lib.files`.

Writes an Arrow stream on standard output. When the file cannot be taken in, says why as one line of
JSON on standard error and exits with 3.

The fences go up first, while only the standard library is loaded and one thread runs: a network of
its own, of which the loopback too is empty, holds for the threads that come after.
"""

import ctypes
import json
import os
import resource
import signal
import struct
import sys
from pathlib import Path

MEMORY_BYTES = 4 * 1024**3  # of addresses, of which a GeoPackage of any size uses a tenth
CPU_SECONDS = 1_200
WRITTEN_BYTES = 4 * 1024**3  # in any one file
OPEN_FILES = 256
# pyogrio loads them, where it finds them, for what it is not asked here: half of the child's start.
LEFT_OUT = ("geopandas", "pandas")

CLONE_NEWUSER, CLONE_NEWNET = 0x10000000, 0x40000000
PR_SET_PDEATHSIG, PR_SET_SECCOMP, PR_SET_NO_NEW_PRIVS = 1, 22, 38
# Per machine: what the kernel calls it, and its number of socket(2). io_uring_setup(2) is the same.
SOCKET_CALLS = {"x86_64": (0xC000003E, 41), "aarch64": (0xC00000B7, 198)}
IO_URING_SETUP = 425


def fence() -> bool:
    """Put the limits on this process; whether the network is shut off.

    It is shut off twice where the kernel permits, because containers often forbid the first way:
    a network namespace of its own, and a filter that refuses to make sockets.
    """
    for kind, limit in (
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_FSIZE, WRITTEN_BYTES),
        (resource.RLIMIT_NOFILE, OPEN_FILES),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 5))  # told, then killed
    libc = ctypes.CDLL(None)
    libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    own_network = not libc.unshare(CLONE_NEWNET) or not libc.unshare(CLONE_NEWUSER | CLONE_NEWNET)
    return _refuse_sockets(libc) or own_network


def _refuse_sockets(libc: ctypes.CDLL) -> bool:
    """Have the kernel answer EACCES when a socket is asked for; whether it will."""
    machine = os.uname().machine
    if machine not in SOCKET_CALLS:
        return False
    architecture, socket_call = SOCKET_CALLS[machine]
    load, jump_if_equal, jump_if_at_least, answer = 0x20, 0x15, 0x35, 0x06
    allow, refuse, kill = 0x7FFF0000, 0x00050000 | 13, 0x80000000
    program = b"".join(
        struct.pack("HBBI", *line)
        for line in (
            (load, 0, 0, 4),
            (jump_if_equal, 1, 0, architecture),
            (answer, 0, 0, kill),
            (load, 0, 0, 0),
            (jump_if_at_least, 3, 0, 0x40000000),  # the calls of another architecture
            (jump_if_equal, 2, 0, socket_call),
            (jump_if_equal, 1, 0, IO_URING_SETUP),
            (answer, 0, 0, allow),
            (answer, 0, 0, refuse),
        )
    )
    lines = ctypes.create_string_buffer(program, len(program))
    whole = struct.pack("HxxxxxxP", len(program) // 8, ctypes.addressof(lines))
    if libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0):
        return False
    return bool(libc.prctl(PR_SET_SECCOMP, 2, whole, 0, 0) == 0)


class _WithoutThem:
    """Answers an import of what is left out as where it is not installed."""

    def find_spec(self, name: str, *_: object) -> None:
        if name in LEFT_OUT:
            raise ModuleNotFoundError(name=name)


def main() -> None:
    """Read the file that the arguments name, behind the fences."""
    shut_off = fence()
    sys.meta_path.insert(0, _WithoutThem())
    from raknaq.lib.files import FileRefusedError, Wanted
    from raknaq.lib.files.stream import write

    try:
        write(Path(sys.argv[1]), Wanted(**json.loads(sys.argv[2])), shut_off=shut_off)
    except FileRefusedError as error:
        refused = {"reason": error.reason, "facts": error.facts}
    except MemoryError:
        refused = {"reason": "file_too_big", "facts": {}}
    else:
        return
    print(json.dumps(refused), file=sys.stderr)  # noqa: T201
    sys.exit(3)


if __name__ == "__main__":
    main()
