"""The figures as they stand: counted once, however many ask."""

from threading import Thread
from time import monotonic

import pytest
from django.core.cache import cache
from django.db import connection

from inventory.indicator import latest as module
from inventory.indicator.count import Figure, figures

DEADLINE_SECONDS = 30


def _others_wait() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
        )
        return bool(cursor.fetchone()[0])


@pytest.mark.django_db(transaction=True)
def test_those_who_ask_at_once_wait_for_the_one_who_counts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    cache.clear()
    second = Thread(target=_ask_elsewhere)
    counts = []

    def counting(**asked: object) -> list[Figure]:
        counts.append(asked)
        if len(counts) == 1:
            second.start()
            deadline = monotonic() + DEADLINE_SECONDS
            while not _others_wait():
                assert second.is_alive()
                assert monotonic() < deadline
        return figures(**asked)  # type: ignore[arg-type]

    monkeypatch.setattr(module, "figures", counting)
    _ask()
    second.join()
    assert len(counts) == 1


def _ask() -> None:
    module.latest("q", [2010])


def _ask_elsewhere() -> None:
    try:
        _ask()
    finally:
        connection.close()
