"""manage.py export_indicator: the workbook and CSV files for publication."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from inventory.indicator import method, years_until
from inventory.indicator.exports import write_files
from inventory.indicator.method import DEFAULT


class Command(BaseCommand):
    help = "Write the figures for publication: a workbook, and one CSV per diagram and map."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--out", type=Path, required=True, metavar="DIR")

    def handle(self, *args: Any, **options: Any) -> None:
        years = years_until(timezone.localdate(), method(DEFAULT["q"]))
        for path in write_files(options["out"], years):
            self.stdout.write(str(path))
