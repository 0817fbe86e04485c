"""The work on a delivery that nobody waits for: jobs that take ids and may run twice.

A page asks for a job by `ask`, which claims the delivery in one statement; the job gives it back.
"""

import datetime
import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db import connections, transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from procrastinate.contrib.django import app

from inventory.tasks import find_duplicates
from plans import deliveries, ends, ngp
from plans.imports import Progress, system_account
from plans.imports.kind import Kind
from plans.models import Delivery
from plans.ngp.service import ServiceError
from raknaq.kinds import KINDS, MARKED, NATIONAL
from raknaq.lib.sql import rows, statement

logger = logging.getLogger(__name__)

TOLD_EVERY = 0.5  # seconds
FAILED = "failed"


@transaction.atomic
def ask(
    delivery: Delivery, task: Delivery.Task, *, by: User, seen: str | None = None, **facts: Any
) -> bool:
    """Have a job do something with the delivery, and write `facts` with the same statement.

    `seen` is the check that the one who asks has read the report of. False, with nothing written,
    when a job is at it already, when it is done, or when the report is another by now.
    """
    free = Delivery.objects.filter(pk=delivery.pk, task="", state__in=STATES[task])
    if seen is not None:
        free = free.filter(checked_at=_moment(seen), checked_at__isnull=False)
    if task == Delivery.Task.UNDO:
        free = free.filter(context__isnull=False).exclude(kind__in=NATIONAL)
    if not free.update(task=task, step="", done=0, total=0, **facts):
        return False
    work_on.defer(delivery_id=delivery.pk, task=task.value, user_id=by.pk)
    return True


def _moment(text: str) -> datetime.datetime | None:
    try:
        return parse_datetime(text)
    except ValueError:  # well written, but no such day
        return None


STATES = {
    Delivery.Task.LOOK: (Delivery.State.RECEIVED, Delivery.State.CHECKED),
    Delivery.Task.CHECK: (Delivery.State.RECEIVED, Delivery.State.CHECKED),
    Delivery.Task.ACCEPT: (Delivery.State.CHECKED,),
    Delivery.Task.UNDO: (Delivery.State.ACCEPTED,),
}


@app.task(queueing_lock=None)
def work_on(delivery_id: int, task: str, user_id: int) -> None:
    """Do what was asked with the delivery, unless it has been done already."""
    claimed = Delivery.objects.filter(pk=delivery_id, task=task)
    delivery = claimed.first()
    if delivery is None:
        return
    if delivery.state not in STATES[Delivery.Task(task)]:  # done by a job that died just after
        claimed.update(task="", step="")
        return
    step = FAILED
    try:
        with _telling(delivery_id) as progress:
            _do(delivery, Delivery.Task(task), User.objects.get(pk=user_id), progress)
        step = ""
    finally:
        claimed.update(task="", step=step)


def _do(delivery: Delivery, task: Delivery.Task, by: User, progress: Progress) -> None:
    kind = KINDS[delivery.kind]
    if task == Delivery.Task.LOOK:
        if deliveries.look(kind, delivery):
            deliveries.check(kind, delivery, progress)
    elif task == Delivery.Task.CHECK:
        deliveries.check(kind, delivery, progress)
    elif task == Delivery.Task.ACCEPT:
        _accept(kind, delivery, by, progress)
    else:
        deliveries.undo(delivery, by=by)


@transaction.atomic
def _accept(kind: Kind, delivery: Delivery, by: User, progress: Progress) -> None:
    """Accept, and have what follows from the delivery worked out by jobs of their own."""
    report = deliveries.accept(kind, delivery, by=by, progress=progress)
    if report is not None and report.accepted:
        follow_up(delivery)


def follow_up(delivery: Delivery) -> None:
    """Have what follows from an accepted delivery worked out: possible ends and duplicates."""
    propose_ends.defer(delivery_id=delivery.pk)
    if delivery.kind in MARKED:
        find_duplicates.defer(county=delivery.county_id)


@contextmanager
def _telling(delivery_id: int) -> Iterator[Progress]:
    """Progress told through a connection of its own, because the work is one long transaction."""
    aside = connections.create_connection("default")
    last = 0.0

    def progress(step: str, done: int, total: int) -> None:
        nonlocal last
        if time.monotonic() - last < TOLD_EVERY:
            return
        last = time.monotonic()
        told: dict[str, Any] = {"step": step, "done": done, "total": total, "id": delivery_id}
        with aside.cursor() as cursor:
            cursor.execute(statement(__file__, "tell_progress"), told)

    try:
        yield progress
    finally:
        aside.close()


@app.periodic(cron="*/5 * * * *")
@app.task(queueing_lock="release_deliveries")
def release_deliveries(timestamp: int) -> None:
    """Give back the deliveries whose job is no longer there to do so."""
    rows(__file__, "release", {"failed": FAILED})


@app.periodic(cron="15 1 * * *")
@app.task(queueing_lock="fetch_ngp")
def fetch_ngp(timestamp: int) -> None:
    """Fetch what is new or changed on NGP every night, where an account is configured.

    One municipality that fails is logged and does not keep the others waiting. Where it is not the
    service that fails, the job fails too, at its end.
    """
    service = ngp.configured()
    if service is None:
        return
    broken = []
    for municipality in ngp.municipalities(settings.NGP_MUNICIPALITIES):
        try:
            ngp.fetch(service, municipality)
        except ServiceError as error:
            logger.error("NGP, municipality %s: %s", municipality.pk, error)
        except Exception as error:
            logger.exception("NGP, municipality %s", municipality.pk)
            broken.append(error)
    if broken:
        raise ExceptionGroup("NGP", broken)


@app.task(lock="propose_ends")
def propose_ends(delivery_id: int) -> None:
    """Propose which plans the delivery's decisions ended, while the delivery stands."""
    standing = Delivery.objects.filter(pk=delivery_id, state=Delivery.State.ACCEPTED).first()
    if standing is not None:
        ends.propose_for(standing, by=system_account())


@app.periodic(cron="30 2 * * *")
@app.task(queueing_lock="weed_deliveries")
def weed_deliveries(timestamp: int) -> None:
    """Delete the delivery files whose day has come."""
    deliveries.weed(timezone.localdate())
