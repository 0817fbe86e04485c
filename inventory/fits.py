"""Sheets laid on the map: saving and removing how one lies, and what the map is told of it."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from django.contrib.auth.models import User
from django.urls import reverse

from inventory.fitting import CannotFitError, ControlPoint, Fit, Method, fit
from inventory.models import Document, SheetFit
from raknaq.lib import versions
from raknaq.lib.history import change, events_of
from raknaq.lib.states import Alteration, latest, of_event

NEW = 0  # the version that one starts from where nothing is laid yet
SHOWN_PAGE = 1  # of a document: the one whose picture is kept


def save_fit(
    *,
    by: User,
    document: Document,
    version: int | None,
    method: Method,
    points: Sequence[ControlPoint],
) -> None:
    """Lay a document's picture on the map, anew or in place of how it lay.

    `version` is that of the row one saw, NEW where there was none. Raises VersionMissingError or
    StaleVersionError.
    """
    facts: dict[str, Any] = {"method": method, "points": [asdict(point) for point in points]}
    with change(by=by, why="plankarta inpassad"):
        standing = SheetFit.objects.filter(document=document, page=SHOWN_PAGE)
        if version == NEW:
            last = last_fit(document)
            facts |= {"version": last.version + 1} if last else {}  # no version comes twice
            row, made = standing.get_or_create(document=document, page=SHOWN_PAGE, defaults=facts)
            if not made:
                raise versions.StaleVersionError(row, facts)
        else:
            pk = standing.values_list("pk", flat=True).first()
            versions.write(SheetFit, pk or 0, version, **facts)


def remove_fit(*, by: User, laid: SheetFit, version: int | None) -> None:
    """Take a sheet off the map. Raises VersionMissingError or StaleVersionError."""
    with change(by=by, why="inpassning borttagen"):
        versions.remove(SheetFit, laid.pk, version)


def fit_of(document: Document) -> SheetFit | None:
    """How a document's picture is laid on the map, if it is."""
    return SheetFit.objects.filter(document=document, page=SHOWN_PAGE).first()


def last_fit(document: Document) -> SheetFit | None:
    """How a document's picture is laid on the map, or last was; None where it never was."""
    event = events_of(SheetFit).filter(document_id=document.pk).order_by("-pgh_id").first()
    return fit_of(document) or (of_event(SheetFit, event) if event else None)


def fit_at(document: Document, version: int | None) -> SheetFit | None:
    """How a document's picture was laid in a version; None before it was, and of no version."""
    known = events_of(SheetFit).filter(document_id=document.pk, version=version or NEW)
    event = known.order_by("-pgh_id").first()
    return of_event(SheetFit, event) if event else None


def last_fitted(document: Document) -> Alteration:
    """Who laid a document's picture on the map last, or took it off, and when."""
    event = events_of(SheetFit).filter(document_id=document.pk).latest("pgh_id")
    return latest(SheetFit, event.pgh_obj_id)


def sheets_of(documents: Iterable[Document]) -> list[dict[str, Any]]:
    """The stored pictures among some documents, as a map shows them.

    Each is `document`, the `address` of its picture, and `sheet` as JSON, empty where it is not
    laid on the map. One query, however many there are.
    """
    pictures = [one for one in documents if one.is_image and one.can_be_shown]
    laid = SheetFit.objects.filter(document__in=pictures, page=SHOWN_PAGE) if pictures else []
    fits = {one.document_id: one for one in laid}
    return [
        {
            "document": picture,
            "address": picture_address(picture),
            "sheet": _saved_sheet(picture, fits.get(picture.pk)),
        }
        for picture in pictures
    ]


def picture_address(document: Document) -> str:
    """Where the picture of a stored image is fetched."""
    return reverse("inventory:document_file", args=[document.pk])


def points_of(laid: SheetFit) -> list[ControlPoint]:
    """The control points of a saved fit."""
    return [ControlPoint(**point) for point in laid.points]


def sheet(document: Document, laid: Fit) -> dict[str, Any]:
    """What the map needs to draw a picture as it is fitted."""
    return {
        "width": document.width,
        "height": document.height,
        "origin": laid.origin,
        "matrix": laid.matrix.tolist(),
        "error": laid.error,
    }


def _saved_sheet(document: Document, laid: SheetFit | None) -> str:
    if laid is None:
        return ""
    try:
        fitted = fit(Method(laid.method), points_of(laid), *size_of(document))
    except CannotFitError:  # saved by rules that have become stricter since
        return ""
    return json.dumps(sheet(document, fitted))


def size_of(document: Document) -> tuple[int, int]:
    """Width and height of a stored picture, in pixels."""
    return document.width or 0, document.height or 0
