"""manage.py make_demo: fill an empty database with demonstration data of any size."""

import os
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from inventory import demo
from inventory.demo.tables import Size
from plans.models import County

LIMITS = {"plans": 300_000, "objects": 400_000, "markings": 600_000}


class Command(BaseCommand):
    help = (
        "Fill an empty database with synthetic data, marked as demo. Without options: one county "
        "of the size Dalarna has published."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        size = Size()
        parser.add_argument("--counties", default="20", help="codes by comma, or 'all'")
        parser.add_argument("--plans", type=int, default=size.decisions, help="plan decisions")
        parser.add_argument("--objects", type=int, default=size.objects)
        parser.add_argument("--markings", type=int, default=size.markings)
        parser.add_argument("--seed", type=int, default=size.seed)
        parser.add_argument(
            "--if-empty", action="store_true", help="do nothing when there is data already"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if os.environ.get("DATABASE_URL") and os.environ.get("DEMO") != "1":
            if options["if_empty"]:
                return
            raise CommandError("DATABASE_URL is set: say DEMO=1 to load demo data there.")
        for name, limit in LIMITS.items():
            if not 1 <= options[name] <= limit:
                raise CommandError(f"--{name} must be from 1 to {limit}.")
        if options["markings"] < options["objects"]:
            raise CommandError("--markings must be at least --objects: each object has one.")
        size = Size(
            counties=_counties(options["counties"]),
            decisions=options["plans"],
            objects=options["objects"],
            markings=options["markings"],
            seed=options["seed"],
        )
        try:
            counts = demo.load(size)
        except demo.NotEmptyError:
            if options["if_empty"]:
                return
            raise CommandError("The database is not empty; demo data is not mixed in.") from None
        for table, number in counts.items():
            self.stdout.write(f"{table}: {number}")


def _counties(listed: str) -> tuple[str, ...]:
    known = list(County.objects.values_list("code", flat=True))
    if not known:
        raise CommandError("There are no counties yet. Run: manage.py seed")
    asked = known if listed == "all" else [code.strip() for code in listed.split(",")]
    unknown = sorted(set(asked) - set(known))
    if unknown:
        raise CommandError(f"Unknown county codes: {', '.join(unknown)}")
    return tuple(asked)
