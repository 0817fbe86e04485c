"""Documents of an akt: links, copies stored privately per county, and passages in them.

A copy lies in DOCUMENTS_DIR/<county>/<SHA-256>, the PNG of a TIFF beside it; the same file stored
twice in a county lies there once. Whoever places or deletes copies of a county holds its row
locked, so that no copy is deleted while a new row comes to need it.
"""

import datetime
import hashlib
import os
import re
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.files import File
from django.db import transaction
from django.utils import timezone

from inventory.models import Document, Evidence, Marking, MediaType, StorageDecision
from plans.imports import system_account
from plans.models import County, PlanDecision
from raknaq.lib import versions
from raknaq.lib.files import FileRefusedError
from raknaq.lib.files.pictures import Picture, look_at_picture
from raknaq.lib.history import change

MAX_BYTES = 100 * 1024**2  # of a stored file
SNIFFED_BYTES = 1024  # of a file's start; a PDF may have other bytes before its mark
NAME_LENGTH = 255
ASIDE = ".upload-"  # how the folder of a file that is coming in begins
COPY = re.compile(r"[0-9a-f]{64}(\.png)?")
LEFT_BEHIND_SECONDS = 24 * 60 * 60  # no upload takes a day

SIGNATURES = (
    (b"\x89PNG\r\n\x1a\n", MediaType.PNG),
    (b"\xff\xd8\xff", MediaType.JPEG),
    (b"II*\x00", MediaType.TIFF),
    (b"MM\x00*", MediaType.TIFF),
    (b"II+\x00", MediaType.TIFF),
    (b"MM\x00+", MediaType.TIFF),
)


class StorageNotDecidedError(Exception):
    """The county has not recorded its decision on secrecy: nothing is stored in it."""


class CarriesEvidenceError(Exception):
    """The document cannot be removed: markings rest on it."""

    def __init__(self, passages: list[Evidence]) -> None:
        super().__init__(f"{len(passages)} passages")
        self.passages = passages


@dataclass(frozen=True)
class _Copy:
    """A file that has come in whole, not yet in its place."""

    path: Path
    size: int
    digest: str
    media_type: MediaType
    picture: Picture | None

    @property
    def png(self) -> Path:
        """Where a TIFF's is, once it is made."""
        return self.path.with_suffix(".png")

    def picture_facts(self) -> dict[str, Any]:
        """What its row says of an image, nothing of a PDF."""
        if self.picture is None:
            return {}
        facts = asdict(self.picture)
        return facts if self.media_type == MediaType.TIFF else {**facts, "pages": None}


def decide_storage(*, by: User, county: County, version: int | None, facts: dict[str, Any]) -> None:
    """Record a county's decision on secrecy and storing, or change the one there is.

    A first decision starts from version 0. Raises VersionMissingError or StaleVersionError.
    """
    with change(by=by, why="beslut om lagring av handlingar"):
        if version is None:
            raise versions.VersionMissingError
        if version:
            versions.write(StorageDecision, county.pk, version, **facts)
            return
        _, made = StorageDecision.objects.get_or_create(county=county, defaults=facts)
        if not made:
            raise versions.StaleVersionError(StorageDecision.objects.get(county=county), facts)


def add_link(*, by: User, decision: PlanDecision, title: str, link: str) -> Document:
    """Note where a document is to be read, as entered; the server never goes there."""
    with change(by=by, why="länk till handling tillagd"):
        return Document.objects.create(
            decision=decision, title=title, link=link, added_by=by, added_on=timezone.localdate()
        )


def store(*, by: User, decision: PlanDecision, title: str, upload: "File[Any]") -> Document:
    """Store a copy of a document privately in the county of its decision.

    What it is, its content says. Raises StorageNotDecidedError or FileRefusedError (file_empty,
    document_big with the limit, document_kind, or what `look_at_picture` finds); nothing is kept.
    """
    county = decision.municipality.county_id
    if not StorageDecision.objects.filter(county=county).exists():
        raise StorageNotDecidedError
    with _received(upload, _folder(county)) as copy, change(by=by, why="handling lagrad"):
        _hold(county)
        storage = StorageDecision.objects.filter(county=county).first()
        if storage is None:
            raise StorageNotDecidedError
        _place(copy, _folder(county))
        today = timezone.localdate()
        return Document.objects.create(
            decision=decision,
            title=title,
            file_name=Path(str(upload.name)).name[-NAME_LENGTH:],
            media_type=copy.media_type,
            size=copy.size,
            digest=copy.digest,
            **copy.picture_facts(),
            weed_on=months_after(today, storage.months),
            added_by=by,
            added_on=today,
        )


def change_document(
    *, by: User, document: Document, version: int | None, facts: dict[str, Any]
) -> None:
    """Change what a document is called, or where a link leads. Without facts nothing is written.

    Raises VersionMissingError or StaleVersionError.
    """
    if not facts:
        return
    with change(by=by, why="handling ändrad"):
        versions.write(Document, document.pk, version, **facts)


def remove_document(*, by: User, document: Document, version: int | None) -> None:
    """Remove a document and its copy, unless markings rest on it.

    Raises CarriesEvidenceError, VersionMissingError or StaleVersionError.
    """
    county = document.decision.municipality.county_id
    with change(by=by, why="handling borttagen"):
        _hold(county)
        list(Document.objects.select_for_update().filter(pk=document.pk).only("pk"))
        passages = Evidence.objects.filter(document=document)
        if passages:
            raise CarriesEvidenceError(list(passages.select_related("marking__object")))
        versions.remove(Document, document.pk, version)
        if document.digest:
            transaction.on_commit(lambda: _sweep(_folder(county)))


def attach(*, by: User, marking: Marking, passage: dict[str, Any]) -> Evidence:
    """State that a marking rests on a passage (document, page, left, top, right, bottom, quote).

    Raises StaleVersionError when the marking or the document is gone.
    """
    with change(by=by, why="belägg angivet"):
        for row in (passage["document"], marking):
            held = type(row)._default_manager.select_for_update(no_key=True).filter(pk=row.pk)
            if not held.only("pk"):
                raise versions.StaleVersionError(None, {})
        return Evidence.objects.create(marking=marking, **passage)


def detach(*, by: User, evidence: Evidence, version: int | None) -> None:
    """Take back that a marking rests on it. Raises VersionMissingError or StaleVersionError."""
    with change(by=by, why="belägg borttaget"):
        versions.remove(Evidence, evidence.pk, version)


def weed(day: datetime.date) -> int:
    """Delete the copies whose day has come, and what an interrupted upload left; how many rows.

    The rows stay, with the day on which their copy was deleted.
    """
    with change(by=system_account(), why="kopior av handlingar gallrade"):
        due = Document.objects.filter(weed_on__lte=day, weeded_on=None).exclude(digest="")
        weeded = due.update(weeded_on=day)
    for county in County.objects.order_by("code").values_list("code", flat=True):
        if _folder(county).is_dir():
            _sweep(_folder(county))
    return weeded


def copy_path(document: Document) -> Path:
    """Where the copy lies that is shown: of a TIFF its PNG."""
    name = document.digest + (".png" if document.media_type == MediaType.TIFF else "")
    return _folder(document.decision.municipality.county_id) / name


def months_after(day: datetime.date, months: int) -> datetime.date:
    """The same day so many months later, at most the 28th, which every month has."""
    year, month = divmod(day.month - 1 + months, 12)
    return datetime.date(day.year + year, month + 1, min(day.day, 28))


def _folder(county: str) -> Path:
    return Path(settings.DOCUMENTS_DIR) / county


def _hold(county: str) -> None:
    """Let nobody else place or delete copies of the county until the change is done."""
    list(County.objects.select_for_update(no_key=True).filter(pk=county).only("pk"))


def _standing(county: str) -> Any:
    """The documents of a county whose copies are kept."""
    kept = Document.objects.filter(decision__municipality__county=county, weeded_on=None)
    return kept.exclude(digest="")


@contextmanager
def _received(upload: "File[Any]", folder: Path) -> Iterator[_Copy]:
    """The upload as a whole file beside its place, looked into; gone afterwards, placed or not."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.TemporaryDirectory(dir=folder, prefix=ASIDE) as aside:
        path = Path(aside) / "copy"
        size, digest = _write(upload, path)
        if not size:
            raise FileRefusedError("file_empty")
        with path.open("rb") as file:
            media_type = _sniff(file.read(SNIFFED_BYTES))
        picture = None
        if media_type != MediaType.PDF:
            png = path.with_suffix(".png") if media_type == MediaType.TIFF else None
            picture = look_at_picture(path, media_type.label, png)
        yield _Copy(path, size, digest, media_type, picture)


def _write(upload: "File[Any]", path: Path) -> tuple[int, str]:
    size, digest = 0, hashlib.sha256()
    with path.open("wb") as file:
        for piece in upload.chunks():
            size += len(piece)
            if size > MAX_BYTES:
                raise FileRefusedError("document_big", limit=MAX_BYTES)
            digest.update(piece)
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())
    return size, digest.hexdigest()


def _sniff(start: bytes) -> MediaType:
    """What a file is, by its first bytes. Raises FileRefusedError: document_kind."""
    for signature, media_type in SIGNATURES:
        if start.startswith(signature):
            return media_type
    if b"%PDF-" in start:
        return MediaType.PDF
    raise FileRefusedError("document_kind")


def _place(copy: _Copy, folder: Path) -> None:
    if copy.png.exists():
        copy.png.replace(folder / f"{copy.digest}.png")
    copy.path.replace(folder / copy.digest)


@transaction.atomic
def _sweep(folder: Path) -> None:
    """Delete what no standing document of a county needs, and what broken uploads left behind.

    What has another name than `_place` and `_received` give is somebody else's, and stays.
    """
    _hold(folder.name)
    needed = set(_standing(folder.name).values_list("digest", flat=True))
    for entry in folder.iterdir():
        if entry.is_dir():
            left_behind = time.time() - entry.stat().st_mtime > LEFT_BEHIND_SECONDS
            if entry.name.startswith(ASIDE) and left_behind:
                shutil.rmtree(entry)
        elif COPY.fullmatch(entry.name) and entry.stem not in needed:
            entry.unlink()
