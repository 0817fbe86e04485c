"""manage.py find_duplicates: pairs of objects that may be one thing, for people to decide on."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from inventory import duplicates
from plans.models import County


class Command(BaseCommand):
    help = "Find the pairs of objects that may be duplicates. Pairs found before stay as they are."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--county", metavar="C", help="two digits; without it: all counties")

    def handle(self, *args: Any, **options: Any) -> None:
        county = options["county"]
        if county is not None and not County.objects.filter(code=county).exists():
            raise CommandError(f"Unknown county code: {county}", returncode=2)
        self.stdout.write(f"{duplicates.find(county)} new pairs")
