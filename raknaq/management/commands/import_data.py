"""manage.py import_data: take a file in, or say why not."""

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from plans.imports import Options, Report, run
from plans.imports.mapping import ColumnMapping, read_mapping
from raknaq.kinds import KINDS

USAGE = 2


class Command(BaseCommand):
    help = (
        "Take in a file by the columns of the exchange format (docs/exchange.md). Dry run unless "
        "--commit. Exit status: 0 = could be (or was) accepted, 1 = blocked by errors, 2 = usage."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("kind", choices=sorted(KINDS))
        parser.add_argument("file", type=Path)
        parser.add_argument("--layer", help="layer of a map file, or sheet of a workbook")
        parser.add_argument("--mapping", type=Path, help="column mapping in TOML")
        parser.add_argument("--epsg", type=int, help="reference system of the coordinates")
        parser.add_argument("--encoding", help="text encoding, such as latin-1")
        parser.add_argument("--by", metavar="USER", help="who acts (the system account)")
        parser.add_argument("--note", default="", help="kept with the delivery")
        parser.add_argument("--commit", action="store_true", help="accept if nothing blocks it")
        parser.add_argument("--json", action="store_true", help="report as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["file"].exists():
            text = _("Filen %s finns inte. Kontrollera sökvägen.")
            raise CommandError(text % options["file"], returncode=USAGE)
        report = run(
            KINDS[options["kind"]],
            options["file"],
            by=_person(options["by"]),
            note=options["note"],
            options=Options(
                layer=options["layer"],
                epsg=options["epsg"],
                encoding=options["encoding"],
                mapping=_mapping(options["mapping"]),
            ),
            commit=options["commit"],
        )
        if options["json"]:
            self.stdout.write(json.dumps(as_json(report), ensure_ascii=False, indent=1))
        else:
            self._tell(report, options["commit"])
        if not report.accepted:
            sys.exit(1)

    def _tell(self, report: Report, commit: bool) -> None:
        for issue in report.issues:
            self.stdout.write(f"{issue.severity_label()}: {issue.text()}")
        self.stdout.write(
            _(
                "%(read)s rader lästa: %(new)s nya, %(changed)s ändrade, %(same)s oförändrade, "
                "%(refused)s med fel."
            )
            % report.counts
        )
        if not report.accepted:
            self.stdout.write(_("Filen togs inte emot. Ingenting är ändrat."))
        elif commit:
            self.stdout.write(_("Filen är mottagen som leverans %s.") % report.delivery)
        else:
            self.stdout.write(_("Provkörning: filen kan tas emot. Kör igen med --commit."))


def as_json(report: Report) -> Mapping[str, Any]:
    """A report as JSON: accepted, delivery, counts and issues."""
    return {
        "accepted": report.accepted,
        "delivery": report.delivery,
        "counts": dict(report.counts),
        "issues": [
            {
                "severity": issue.severity,
                "reason": issue.reason,
                "row": issue.row,
                "field": issue.field,
                "value": issue.value,
                "count": issue.count,
                "text": issue.text(),
            }
            for issue in report.issues
        ],
    }


def _person(username: str | None) -> User | None:
    if username is None:
        return None
    person = User.objects.filter(username=username).first()
    if person is None:
        raise CommandError(_("Det finns inget konto %s.") % username, returncode=USAGE)
    return person


def _mapping(path: Path | None) -> ColumnMapping:
    if path is None:
        return ColumnMapping()
    try:
        return read_mapping(path)
    except (OSError, ValueError) as error:
        text = _("Mappningen %(path)s går inte att läsa: %(error)s")
        raise CommandError(text % {"path": path, "error": error}, returncode=USAGE) from None
