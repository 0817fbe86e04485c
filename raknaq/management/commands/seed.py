"""manage.py seed: boundaries, former municipality codes and the catalogue that come with raknaq."""

import csv
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from plans.imports import run
from plans.models import Delivery, FormerMunicipalityCode
from raknaq.kinds import KINDS

SEED = Path(__file__).parents[3] / "plans" / "seed"
FILES = (
    ("boundaries", "scb_lan_3006.gpkg"),
    ("boundaries", "scb_kommuner_3006.gpkg"),
    ("catalogue", "boverket_catalogue_extract.json"),
)


class Command(BaseCommand):
    help = "Take in the facts that come with raknaq (plans/seed). Safe to run again."

    def handle(self, *args: Any, **options: Any) -> None:
        for kind, name in FILES:
            if not Delivery.objects.filter(kind=kind, file_name=name, state="accepted").exists():
                report = run(KINDS[kind], SEED / name, note="seed", commit=True)
                if not report.accepted:
                    raise CommandError("\n".join(issue.text() for issue in report.issues))
                self.stdout.write(f"{name}: {report.counts['new']}")
        with (SEED / "former_municipality_codes.csv").open(encoding="utf-8", newline="") as file:
            FormerMunicipalityCode.objects.bulk_create(
                (
                    FormerMunicipalityCode(
                        code=row["former_code"],
                        municipality_id=row["municipality_code"],
                        source=row["source"],
                    )
                    for row in csv.DictReader(file)
                ),
                ignore_conflicts=True,
            )
