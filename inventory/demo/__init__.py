"""Demonstration data: synthetic, deterministic, loaded by COPY, marked as demo in the data.

The default is one county of the size that Dalarna has published; everything else about it is made
up (`inventory.demo.tables`). Demo logins work only where DEBUG is on (`plans.access`).
"""

import numpy as np
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import User
from django.core.management.color import no_style
from django.db import connection, models, transaction
from django.db.models import Q
from django.utils import timezone
from pghistory.models import Context

from inventory.demo.drawn import Size
from inventory.demo.tables import every_table
from inventory.models import (
    AktRequest,
    AktRequestItem,
    BuildingStock,
    CheckRate,
    InventoryScope,
    Marking,
    Monument,
    PeerCheck,
    PeerRemark,
    PendingMarking,
    PossibleDuplicate,
    ProtectedObject,
    Review,
)
from plans.access import DEMO_PREFIX
from plans.imports import SYSTEM_ACCOUNT
from plans.models import (
    Delivery,
    Membership,
    Municipality,
    Plan,
    PlanDecision,
    PlanRelation,
    Provision,
)
from plans.models.members import Role
from raknaq.lib.history import change
from raknaq.lib.sql import copy_in

DELIVERY_KIND = "demo"
FILE_NAME = "demo"
PASSWORD = "demo"  # noqa: S105 (these logins are refused where DEBUG is off)
LOGINS = {
    "lasare": Role.READER,
    "registrerare": Role.RECORDER,
    "granskare": Role.CHECKER,
    "lansansvarig": Role.LEAD,
    "samordnare": Role.COORDINATOR,
    "administrator": Role.ADMINISTRATOR,
}
SEED_KINDS = ("boundaries", "catalogue")
NATIONAL = {Role.COORDINATOR, Role.ADMINISTRATOR}

TRACKED: tuple[type[models.Model], ...] = (
    Plan, PlanDecision, PlanRelation, Provision, ProtectedObject, Marking, Review, AktRequest,
    AktRequestItem, InventoryScope, BuildingStock, Monument, Membership, PendingMarking,
    PossibleDuplicate, PeerCheck, PeerRemark, CheckRate,
)  # fmt: skip


class NotEmptyError(Exception):
    """The database holds something; the demo loads only into an empty one."""


def is_empty() -> bool:
    """Whether nothing has been brought in or recorded beyond the seed."""
    return not any(model._default_manager.exists() for model in TRACKED)


@transaction.atomic
def load(size: Size) -> dict[str, int]:
    """Fill the empty database in one transaction; the number of rows per table.

    Raises NotEmptyError when the database holds anything but the seed.
    """
    if not is_empty():
        raise NotEmptyError
    _truncate()  # so that the numbering starts from one
    municipalities = list(Municipality.objects.filter(county__in=size.counties).order_by("code"))
    author = _account("administrator")
    covers = list(size.counties)
    for kind in (DELIVERY_KIND, "monuments"):
        delivery = Delivery.objects.create(
            kind=kind,
            file_name=FILE_NAME,
            size=0,
            covers=covers,
            received_by=author,
            state=Delivery.State.ACCEPTED,
            accepted_by=author,
            accepted_at=timezone.now(),
        )
    with change(by=author, why="demodata", delivery=delivery.pk):
        for login, role in LOGINS.items():
            county = None if role in NATIONAL else size.counties[0]
            Membership.objects.create(user=_account(login), role=role, county_id=county)
        random = np.random.default_rng(size.seed)
        counts = {
            str(model._meta.verbose_name_plural): copy_in(model._meta.db_table, columns, rows)
            for model, columns, rows in every_table(size, municipalities, random)
        }
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), TRACKED):
            cursor.execute(statement)
        cursor.execute("ANALYZE")
    return counts


def holds_work() -> bool:
    """Whether people have brought in or recorded anything beside the demo in its database."""
    demo_account = Q(username__startswith=DEMO_PREFIX) | Q(username=SYSTEM_ACCOUNT)
    people = list(User.objects.exclude(demo_account).values_list("username", flat=True))
    return (
        Delivery.objects.exclude(kind__in=SEED_KINDS).exclude(file_name=FILE_NAME).exists()
        or Membership.objects.filter(user__username__in=people).exists()
        or Context.objects.filter(metadata__who__in=people).exists()
    )


def remove() -> None:
    """Empty a demo database to its seed: all that was recorded, its history and the demo logins."""
    _truncate()
    Delivery.objects.exclude(kind__in=SEED_KINDS).delete()
    User.objects.filter(username__startswith=DEMO_PREFIX).delete()


def _truncate() -> None:
    tables = []
    for model in TRACKED:
        tables += [model._meta.db_table, f"{model._meta.db_table}event"]
    names = ", ".join(connection.ops.quote_name(table) for table in tables)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"TRUNCATE {names} RESTART IDENTITY CASCADE")


def _account(login: str) -> User:
    name = f"{DEMO_PREFIX}{login}"
    account, _ = User.objects.get_or_create(
        username=name, defaults={"password": make_password(PASSWORD), "first_name": "Demo"}
    )
    return account
