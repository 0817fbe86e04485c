"""manage.py indicator: the figures, as a table for people or as JSON or CSV for machines."""

import csv
import json
import re
from collections.abc import Sequence
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from inventory.indicator import Figure, figures, method, years_until
from inventory.indicator.exports import as_json, as_row
from inventory.indicator.method import DEFAULT, SERIES, methods
from inventory.indicator.tables import county_tables
from plans.models import County


class Command(BaseCommand):
    help = (
        "Print the figures of the indicator Skyddad bebyggelse. Without --part: q; without "
        "--series: both; without --county: all; without --years: from the method's first year to "
        "the last finished one."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--part", choices=("q", "b"), default="q")
        parser.add_argument("--series", choices=("in_force", "registered"))
        parser.add_argument("--county", nargs="+", action="extend", metavar="C", help="codes")
        parser.add_argument("--level", choices=("county", "municipality"), default="county")
        parser.add_argument("--years", metavar="1999-2024", help="one year or a range")
        parser.add_argument("--method", choices=sorted(methods()))
        output = parser.add_mutually_exclusive_group()
        output.add_argument("--json", action="store_true")
        output.add_argument("--csv", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        part = options["part"]
        chosen = method(options["method"] or DEFAULT[part])
        if chosen.part != part:
            raise CommandError(f"{chosen.name} counts part {chosen.part}.", returncode=2)
        if options["series"] and options["series"] not in SERIES[part]:
            raise CommandError(f"Part {part} has no series {options['series']}.", returncode=2)
        years = _years(options["years"]) or years_until(timezone.localdate(), chosen)
        counted = figures(
            part=part,
            years=years,
            series=options["series"] and [options["series"]],
            level=options["level"],
            counties=_counties(options["county"]),
            chosen=chosen,
        )
        if options["json"]:
            self.stdout.write(json.dumps([as_json(f) for f in counted], ensure_ascii=False))
        elif options["csv"]:
            rows = [as_row(figure) for figure in counted]
            writer = csv.DictWriter(self.stdout, list(rows[0]) if rows else [])
            writer.writeheader()
            writer.writerows(rows)
        else:
            self._tell(counted)

    def _tell(self, counted: Sequence[Figure]) -> None:
        for line in county_tables(counted):
            self.stdout.write(line)


def _years(text: str | None) -> list[int] | None:
    if text is None:
        return None
    found = re.fullmatch(r"(\d{4})(?:-(\d{4}))?", text)
    first, last = (int(found[1]), int(found[2] or found[1])) if found else (1, 0)
    if not 1900 <= first <= last <= 2200:
        raise CommandError("--years must be a year or a range such as 1999-2024.", returncode=2)
    return list(range(first, last + 1))


def _counties(asked: Sequence[str] | None) -> list[str] | None:
    if asked is None:
        return None
    codes = [code.strip() for listed in asked for code in listed.split(",")]
    unknown = sorted(set(codes) - set(County.objects.values_list("code", flat=True)))
    if unknown:
        raise CommandError(f"Unknown county codes: {', '.join(unknown)}", returncode=2)
    return codes
