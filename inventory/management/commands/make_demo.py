"""manage.py make_demo: fill an empty database with demonstration data of any size."""

import os
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from inventory import demo
from inventory.demo.drawn import Size
from plans.models import County

LIMITS = {"plans": 300_000, "objects": 400_000, "markings": 600_000}


class Command(BaseCommand):
    help = (
        "Fill an empty database with synthetic data, marked as demo. Without options: Dalarna of "
        "the size it has published. With a size and no counties: spread over all of them."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        size = Size()
        parser.add_argument("--counties", nargs="+", help="codes, or 'all'")
        parser.add_argument("--plans", type=int, help=f"plan decisions ({size.decisions})")
        parser.add_argument("--objects", type=int, help=f"({size.objects})")
        parser.add_argument("--markings", type=int, help=f"({size.markings})")
        parser.add_argument("--seed", type=int, default=size.seed)
        parser.add_argument(
            "--if-empty", action="store_true", help="do nothing when there is data already"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        wanted = os.environ.get("DEMO", "0" if os.environ.get("DATABASE_URL") else "1")
        if options["if_empty"] and wanted != "1":
            return
        if os.environ.get("DATABASE_URL") and wanted != "1":
            raise CommandError("DATABASE_URL is set: say DEMO=1 to load demo data there.")
        size = _size(options)
        try:
            counts = demo.load(size)
        except demo.NotEmptyError:
            if options["if_empty"]:
                return
            raise CommandError("The database is not empty; demo data is not mixed in.") from None
        for table, number in counts.items():
            self.stdout.write(f"{table}: {number}")


def _size(options: dict[str, Any]) -> Size:
    """The size asked for. Raises CommandError when it cannot be made."""
    asked = {name: options[name] for name in LIMITS if options[name] is not None}
    for name, number in asked.items():
        if not 1 <= number <= LIMITS[name]:
            raise CommandError(f"--{name} must be from 1 to {LIMITS[name]}.")
    usual = Size()
    size = Size(
        counties=_counties(options["counties"] or (["all"] if asked else list(usual.counties))),
        decisions=asked.get("plans", usual.decisions),
        objects=asked.get("objects", usual.objects),
        markings=asked.get("markings", usual.markings),
        seed=options["seed"],
    )
    if size.markings < size.objects:
        raise CommandError("--markings must be at least --objects: each object has one.")
    return size


def _counties(listed: list[str]) -> tuple[str, ...]:
    known = list(County.objects.values_list("code", flat=True))
    if not known:
        raise CommandError("There are no counties yet. Run: manage.py seed")
    codes = [code for part in listed for code in part.split(",")]
    if codes == ["all"]:
        return tuple(known)
    unknown = sorted(set(codes) - set(known))
    if unknown:
        raise CommandError(f"Unknown county codes: {', '.join(unknown)}")
    return tuple(codes)
