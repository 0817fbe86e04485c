"""manage.py find_ends: propose which older plans newer decisions ended."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from plans import ends
from plans.imports import system_account
from plans.models import County, Plan


class Command(BaseCommand):
    help = "Bring the undecided proposals of ended plans up to date; what people decided stays."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--county", metavar="CODE", help="only this county (all)")

    def handle(self, *args: Any, **options: Any) -> None:
        counties = County.objects.values_list("code", flat=True).order_by("code")
        if options["county"]:
            counties = counties.filter(code=options["county"])
        if not counties:
            raise CommandError(f"No county has the code {options['county']}.")
        for code in counties:
            plans = Plan.objects.filter(municipality__county=code).values_list("pk", flat=True)
            found = ends.propose(plans, by=system_account())
            self.stdout.write(
                f"{code}: {found.new} new, {found.changed} changed, {found.withdrawn} withdrawn"
            )
