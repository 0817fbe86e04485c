"""The work on a delivery that nobody waits for: jobs that take ids and may run twice.

A page asks for a job by `ask`, which claims the delivery in one statement; the job gives it back.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.contrib.auth.models import User
from django.db import connections, transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from plans import deliveries, ends
from plans.imports import Progress, system_account
from plans.models import Delivery
from raknaq.kinds import KINDS
from raknaq.lib.sql import statement

TOLD_EVERY = 0.5  # seconds
FAILED = "failed"


@transaction.atomic
def ask(delivery: Delivery, task: Delivery.Task, *, by: User) -> bool:
    """Have a job do something with the delivery; False when one is at it already, or it is done."""
    free = Delivery.objects.filter(pk=delivery.pk, task="", state__in=STATES[task])
    if not free.update(task=task, step="", done=0, total=0):
        return False
    work_on.defer(delivery_id=delivery.pk, task=task.value, user_id=by.pk)
    return True


STATES = {
    Delivery.Task.LOOK: (Delivery.State.RECEIVED, Delivery.State.CHECKED),
    Delivery.Task.CHECK: (Delivery.State.RECEIVED, Delivery.State.CHECKED),
    Delivery.Task.ACCEPT: (Delivery.State.CHECKED,),
    Delivery.Task.UNDO: (Delivery.State.ACCEPTED,),
}


@app.task(queueing_lock=None)
def work_on(delivery_id: int, task: str, user_id: int) -> None:
    """Do what was asked with the delivery, unless it has been done already."""
    delivery = Delivery.objects.filter(pk=delivery_id, task=task).first()
    if delivery is None or delivery.state not in STATES[Delivery.Task(task)]:
        return
    step = FAILED
    try:
        with _telling(delivery_id) as progress:
            _do(delivery, Delivery.Task(task), User.objects.get(pk=user_id), progress)
        step = ""
    finally:
        Delivery.objects.filter(pk=delivery_id).update(task="", step=step)


def _do(delivery: Delivery, task: Delivery.Task, by: User, progress: Progress) -> None:
    kind = KINDS[delivery.kind]
    if task == Delivery.Task.LOOK:
        deliveries.look(kind, delivery)
    elif task == Delivery.Task.CHECK:
        deliveries.check(kind, delivery, progress)
    elif task == Delivery.Task.ACCEPT:
        with transaction.atomic():
            if deliveries.accept(kind, delivery, by=by, progress=progress).accepted:
                propose_ends.defer(delivery_id=delivery.pk)
    else:
        deliveries.undo(delivery, by=by)


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
