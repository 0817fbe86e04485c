"""What the commands on deliveries share: who acts, and a bar that fills in a terminal."""

from django.contrib.auth.models import User
from django.core.management.base import CommandError, OutputWrapper
from django.utils.translation import gettext as _

from plans.imports import Progress, silent

USAGE = 2  # exit status of a wrong call
CELLS = 30


def person(username: str | None) -> User | None:
    """The account of that name; None where none is said. Raises CommandError where none has it."""
    if username is None:
        return None
    found = User.objects.filter(username=username).first()
    if found is None:
        raise CommandError(_("Det finns inget konto %s.") % username, returncode=USAGE)
    return found


def bar(out: OutputWrapper) -> Progress:
    """A bar on one line of a terminal; silence where the output is none."""
    if not out.isatty():
        return silent

    def progress(step: str, done: int, total: int) -> None:
        reads = step == "read"
        told = {"done": done if reads else done + 1, "total": total}
        text = _("%(done)s rader lästa") if reads else _("steg %(done)s av %(total)s")
        full = min(CELLS, CELLS * done // total) if total else 0
        out.write(f"\r\033[K[{'#' * full:.<{CELLS}}] {text % told}", ending="")
        out.flush()

    return progress


def clear(out: OutputWrapper) -> None:
    """Take the bar away."""
    if out.isatty():
        out.write("\r\033[K", ending="")
