"""Two at once: an act that begins while another transaction is under way."""

import threading
import time
from collections.abc import Callable

from django.db import connection, connections

# Not pg_stat_activity, which stands still for as long as a transaction lasts.
WAITS_FOR_US = (
    "SELECT count(*) FROM pg_locks WHERE NOT granted"
    " AND pg_backend_pid() = ANY (pg_blocking_pids(pid))"
)


def meanwhile(act: Callable[[], object]) -> tuple[threading.Thread, list[Exception]]:
    """Let an act begin beside this one, and wait until it waits for this one.

    Its thread, to be joined once this transaction is over, and what it raised by then.
    """
    raised: list[Exception] = []

    def run() -> None:
        try:
            act()
        except Exception as wrong:  # noqa: BLE001 (told to the test)
            raised.append(wrong)
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline and thread.is_alive():
        with connection.cursor() as cursor:
            cursor.execute(WAITS_FOR_US)
            if cursor.fetchone()[0]:
                break
        threading.Event().wait(0.01)
    return thread, raised
