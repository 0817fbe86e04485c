"""The life of a delivery: handed in, looked into, checked, accepted, undone, weeded.

Each step is a call that a job makes (`raknaq.tasks`) or a command; the file goes through
`plans.imports.run` both when it is checked and when it is accepted.
"""

import datetime
import shutil
import uuid
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.files import File
from django.db import transaction
from django.utils import timezone
from django.utils.text import get_valid_filename

from plans import ends
from plans.imports import Options, Progress, Report, keep_report, receive, run, silent
from plans.imports.kind import Kind
from plans.imports.look import look as look_into
from plans.imports.mapping import ColumnMapping
from plans.imports.preview import named
from plans.models import County, Delivery
from raknaq.lib import files
from raknaq.lib.sql import rows
from raknaq.lib.undo import StandsOnError, take_back

KEPT_YEARS = 2  # a delivery's file, unless another day is said
NAME_LENGTH = 60  # characters of a kept file's name, less its ending


def hand_in(
    kind: Kind,
    uploads: "Sequence[File[Any]]",
    *,
    by: User,
    county: County | None,
    sender: str = "",
    note: str = "",
    mapping: ColumnMapping | None = None,
) -> Delivery:
    """Keep what was uploaded (one file, or the parts of a shapefile) as a delivery.

    It is read by the mapping; without one, `look` proposes how.
    """
    folder = settings.DELIVERIES_DIR / uuid.uuid4().hex
    folder.mkdir(parents=True, mode=0o700)
    try:
        for upload in uploads:
            with (folder / _kept_name(upload)).open("wb") as kept:
                for piece in upload.chunks():
                    kept.write(piece)
        if len(list(folder.iterdir())) < len(uploads):
            raise files.FileRefusedError("files_same_name")
        path = _to_read(folder)
        return receive(
            kind,
            path,
            by=by,
            county=county,
            sender=" ".join(sender.split()),
            note=note,
            stored=str(path.relative_to(settings.DELIVERIES_DIR)),
            weed_on=weed_day(),
            options=options_as_json(Options(mapping=mapping)) if mapping else {},
        )
    except BaseException:
        shutil.rmtree(folder)
        raise


def hand_in_again(kind: Kind, delivery: Delivery, *, by: User) -> Delivery:
    """The same file as a new delivery, to be read in the same way.

    Raises FileRefusedError once the file is weeded.
    """
    path = stored_path(delivery)
    folder = Path(delivery.stored).parts[0]
    again = uuid.uuid4().hex
    shutil.copytree(settings.DELIVERIES_DIR / folder, settings.DELIVERIES_DIR / again)
    kept = settings.DELIVERIES_DIR / again / path.relative_to(settings.DELIVERIES_DIR / folder)
    return receive(
        kind,
        kept,
        by=by,
        county=delivery.county,
        sender=delivery.sender,
        note=delivery.note,
        stored=str(kept.relative_to(settings.DELIVERIES_DIR)),
        weed_on=weed_day(),
        options=delivery.options,
    )


def weed_day() -> datetime.date:
    """The day on which the file of a delivery handed in today is deleted."""
    today = timezone.localdate()
    return today.replace(year=today.year + KEPT_YEARS, day=min(today.day, 28))


def keep_copy(delivery: Delivery, path: Path) -> None:
    """Keep the file that a command took in, as one that was handed in."""
    folder = settings.DELIVERIES_DIR / uuid.uuid4().hex
    folder.mkdir(parents=True, mode=0o700)
    kept = folder / path.name
    if path.is_dir():
        shutil.copytree(path, kept)
    else:
        for part in files.parts(path):
            shutil.copy(part, folder)
    delivery.stored = str(kept.relative_to(settings.DELIVERIES_DIR))
    delivery.weed_on = weed_day()
    delivery.save(update_fields=["stored", "weed_on"])


def stored_path(delivery: Delivery) -> Path:
    """Where the file lies. Raises FileRefusedError once it is weeded."""
    if not delivery.stored:
        raise files.FileRefusedError("file_weeded", day=str(delivery.weed_on))
    return settings.DELIVERIES_DIR / delivery.stored


def options_of(delivery: Delivery) -> Options:
    """How the delivery's file is read."""
    told = dict(delivery.options)
    return Options(mapping=ColumnMapping(**told.pop("mapping", {})), **told)


def options_as_json(options: Options) -> dict[str, Any]:
    """Options as a delivery keeps them."""
    return asdict(options)


def look(kind: Kind, delivery: Delivery) -> bool:
    """See what the file is and propose how to read it; whether nothing is left to ask."""
    seen = look_into(kind, stored_path(delivery), options_of(delivery), _remembered(delivery))
    delivery.found = seen.found
    delivery.unknown = seen.unknown
    delivery.options = options_as_json(seen.options)
    delivery.save(update_fields=["found", "unknown", "options"])
    return seen.settled


def check(kind: Kind, delivery: Delivery, progress: Progress = silent) -> Report:
    """Take the file through every step and keep the report, but nothing of what it brings."""
    report = run(
        kind,
        stored_path(delivery),
        by=delivery.received_by,
        options=options_of(delivery),
        delivery=delivery,
        progress=progress,
    )
    delivery.state = Delivery.State.CHECKED
    delivery.checked_at = timezone.now()
    with transaction.atomic():
        keep_report(delivery, report)
    return report


@transaction.atomic
def accept(
    kind: Kind, delivery: Delivery, *, by: User, progress: Progress = silent
) -> Report | None:
    """Take the file in, in one transaction, unless something blocks it now; the report.

    None, with nothing done, for a delivery that has been accepted or undone meanwhile.
    """
    if _state_of(delivery) not in (Delivery.State.RECEIVED, Delivery.State.CHECKED):
        return None
    report = run(
        kind,
        stored_path(delivery),
        by=by,
        options=options_of(delivery),
        commit=True,
        delivery=delivery,
        progress=progress,
    )
    if not report.accepted:
        keep_report(delivery, report)
    return report


def undo(delivery: Delivery, *, by: User) -> bool:
    """Write back all that the accepted delivery changed; whether it was done.

    Undecided proposals of what it ends go with it. Where later work stands on it nothing is
    changed, and the reasons are kept with the delivery.
    """
    try:
        with transaction.atomic():
            _take_back(delivery, by)
    except StandsOnError as stands:
        delivery.refresh_from_db()
        delivery.hindrances = named(stands.hindrances)
        delivery.save(update_fields=["hindrances"])
        return False
    return True


def _take_back(delivery: Delivery, by: User) -> None:
    if _state_of(delivery) != Delivery.State.ACCEPTED or delivery.context is None:
        return
    rows(__file__, "lock_imports", {})
    why = f"ångrad leverans: {delivery.kind} ({delivery.file_name})"
    touched = ends.plans_touched(delivery.context)
    ends.withdraw(delivery.context, by=by)
    take_back(delivery.context, by=by, why=why, delivery=delivery.pk)
    ends.propose(touched, by=by, delivery=delivery.pk)
    delivery.state = Delivery.State.UNDONE
    delivery.undone_by = by
    delivery.undone_at = timezone.now()
    delivery.hindrances = []
    delivery.save(update_fields=["state", "undone_by", "undone_at", "hindrances"])


def _state_of(delivery: Delivery) -> str:
    """The state of a delivery as it stands, once nobody else is accepting or undoing it."""
    rows(__file__, "lock_delivery", {"id": delivery.pk})
    delivery.refresh_from_db(fields=["state", "context", "accepted_by", "accepted_at"])
    return delivery.state


def throw_away(delivery: Delivery) -> bool:
    """Delete a delivery that was never accepted, with its file; False while a job works on it."""
    never_accepted = Delivery.objects.filter(pk=delivery.pk, task="", accepted_at=None)
    deleted, _ = never_accepted.delete()
    if deleted:
        _delete_file(delivery)
    return bool(deleted)


def weed(day: datetime.date) -> int:
    """Delete the files whose day has come; the deliveries and what they brought stay. How many."""
    due = list(Delivery.objects.filter(weed_on__lte=day).exclude(stored=""))
    for delivery in due:
        _delete_file(delivery)
        delivery.stored = ""
        delivery.save(update_fields=["stored"])
    return len(due)


def _delete_file(delivery: Delivery) -> None:
    if delivery.stored:
        shutil.rmtree(settings.DELIVERIES_DIR / Path(delivery.stored).parts[0], ignore_errors=True)


def _kept_name(upload: "File[Any]") -> str:
    """The name of an uploaded file as it is kept: short enough for any file system."""
    name = Path(get_valid_filename(Path(str(upload.name)).name))
    return name.stem[:NAME_LENGTH] + name.suffix[:NAME_LENGTH]


def _to_read(folder: Path) -> Path:
    """The file to read of those handed in together: the only one, or a shapefile's .shp."""
    parts = sorted(folder.iterdir())
    shapes = [part for part in parts if part.suffix.lower() == ".shp"]
    if len(parts) == 1 or len(shapes) == 1:
        return (shapes or parts)[0]
    raise files.FileRefusedError("files_several", names=[part.name for part in parts][:10])


def _remembered(delivery: Delivery) -> Options:
    """How the sender's latest accepted delivery of the kind was read, if there is one."""
    earlier = Delivery.objects.filter(
        kind=delivery.kind,
        county=delivery.county,
        sender__iexact=delivery.sender,
        accepted_at__isnull=False,
    ).exclude(sender="")
    latest = earlier.order_by("-accepted_at").first()
    return options_of(latest) if latest else Options()
