"""Writing against the version one started from: nobody overwrites what they have not seen."""

from typing import Any

from django.db import models


class VersionMissingError(Exception):
    """A write that does not say which version it started from (HTTP 428)."""


class StaleVersionError(Exception):
    """A write that started from an older version than the one that stands (HTTP 409).

    `current` is the row as it stands, None when it is gone; `mine` what was to be written.
    """

    def __init__(self, current: models.Model | None, mine: dict[str, Any]) -> None:
        super().__init__("stale version")
        self.current = current
        self.mine = mine


def write(model: type[models.Model], pk: int | str, version: int | None, **facts: Any) -> None:
    """Write facts to a row if its version is still the given one, in one statement.

    The database raises the version itself. Raises VersionMissingError or StaleVersionError.
    """
    if version is None:
        raise VersionMissingError
    written = model._default_manager.filter(pk=pk, version=version).update(**facts)
    if not written:
        raise StaleVersionError(model._default_manager.filter(pk=pk).first(), facts)


def remove(model: type[models.Model], pk: int, version: int | None) -> None:
    """Delete a row, and what goes with it, if its version is still the given one.

    It is held first: what goes with it is looked up before it is deleted by its key alone. Call
    inside a change. Raises VersionMissingError or StaleVersionError.
    """
    if version is None:
        raise VersionMissingError
    row = model._default_manager.filter(pk=pk)
    if not row.select_for_update().filter(version=version).values_list("pk", flat=True):
        raise StaleVersionError(row.first(), {})
    row.delete()
