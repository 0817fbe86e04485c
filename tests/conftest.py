"""The test database holds the seed: boundaries, former codes and the catalogue."""

import gc
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, models, transaction
from django.test import TransactionTestCase
from psycopg.sql import SQL, Identifier, Literal

from plans.models import CatalogueEntry, County, FormerMunicipalityCode, Municipality
from raknaq.lib.sql import names
from tests import template

SEEDED: tuple[type[models.Model], ...] = (
    County,
    Municipality,
    FormerMunicipalityCode,
    CatalogueEntry,
)
DATA = Path(__file__).parent / "data"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests last: playwright leaves an event loop in the thread that others trip over.

    Also on several cores: each worker runs its share in this order (`--dist load`). The long ones
    of them first, so that no core waits for one at the end.
    """
    items.sort(key=lambda item: ("browser" in item.path.parts, not item.get_closest_marker("long")))


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, django_db_blocker: Any
) -> None:
    """Each worker's test database is a copy of the seeded one."""
    with django_db_blocker.unblock():
        connection.settings_dict["TEST"]["TEMPLATE"] = template.seeded()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """Keep a copy of the seed aside for the tests that empty the tables."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("CREATE SCHEMA aside")
        for model in SEEDED:
            cursor.execute(
                SQL("CREATE TABLE aside.{0} AS TABLE public.{0}").format(
                    Identifier(model._meta.db_table)
                )
            )


KEPT = {"auth_permission", "django_content_type", "django_migrations", "django_site"}


def _empty(_case: TransactionTestCase) -> None:
    """Empty the tables after a test that commits.

    In place of Django's flush, which empties all of them, full or not, and makes every permission
    anew: three seconds for each test in a browser.
    """
    listed = connection.introspection.django_table_names(only_existing=True, include_views=False)
    holds = SQL("SELECT {} WHERE EXISTS (SELECT FROM {})")
    ask = [holds.format(Literal(table), Identifier(table)) for table in {*listed} - KEPT]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(SQL(" UNION ALL ").join(ask))
        full = [table for (table,) in cursor.fetchall()]
        # No triggers, in any order; a right of superusers, as in the private cluster.
        cursor.execute("SET LOCAL session_replication_role = replica")
        for table in full:
            cursor.execute(SQL("DELETE FROM {}").format(Identifier(table)))


TransactionTestCase._fixture_teardown = _empty  # type: ignore[attr-defined]


@pytest.fixture
def uncollected() -> Iterator[None]:
    """No object ends by itself meanwhile: at the bottom of a recursion its end would fail.

    For tests that nest deeper than Python goes, which would now and then fail for another's sake.
    """
    gc.collect()
    gc.disable()
    yield
    gc.enable()


@pytest.fixture(autouse=True)
def _history(request: pytest.FixtureRequest) -> Iterator[None]:
    """Rows made by a test itself have a reason, and a test on emptied tables has its seed."""
    marker = request.node.get_closest_marker("django_db")
    if marker is None and not {"db", "transactional_db"} & set(request.fixturenames):
        yield
        return
    request.getfixturevalue("_django_db_helper")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('pghistory.context_id', %s, false),"
            """ set_config('pghistory.context_metadata', '{"why": "test"}', false)""",
            [str(uuid.uuid4())],
        )
        if not County.objects.exists():
            _put_back(cursor)
    yield


def _put_back(cursor: Any) -> None:
    for model in SEEDED:
        columns = [str(f.column) for f in model._meta.concrete_fields if not f.generated]
        put_back = SQL("INSERT INTO {0} ({1}) SELECT {1} FROM aside.{0}")
        cursor.execute(put_back.format(Identifier(model._meta.db_table), names(columns)))
