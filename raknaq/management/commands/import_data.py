"""manage.py import_data: take a file in, or say why not."""

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils.translation import gettext as _

from plans.deliveries import keep_copy
from plans.imports import Options, Report, run
from plans.imports.mapping import ColumnMapping, read_mapping
from plans.models import Delivery
from raknaq.deliveries.jobs import follow_up
from raknaq.kinds import KINDS
from raknaq.management.terminal import USAGE, bar, clear, person


class Command(BaseCommand):
    def add_arguments(self, parser: CommandParser) -> None:
        parser.description = _(
            "Ta emot en fil med utväxlingsformatets kolumner (docs/exchange.md). Provkörning utan "
            "--commit. Slutkod: 0 = kan tas emot eller är mottagen, 1 = stoppad av fel, 2 = "
            "felaktigt anrop."
        )
        parser.add_argument("kind", choices=sorted(KINDS), help=_("slag av leverans"))
        parser.add_argument("file", type=Path, help=_("filen som ska tas emot"))
        parser.add_argument("--layer", help=_("lager i en kartfil eller blad i en arbetsbok"))
        parser.add_argument("--mapping", type=Path, help=_("kolumnmappning i TOML"))
        parser.add_argument("--epsg", type=int, help=_("koordinaternas referenssystem"))
        parser.add_argument("--encoding", help=_("textens teckenkodning, till exempel latin-1"))
        parser.add_argument(
            "--by",
            metavar=_("KONTO"),
            help=_(
                "vem som tar emot: länsansvarig, nationell samordnare eller administratör "
                "(annars systemkontot)"
            ),
        )
        parser.add_argument("--note", default="", help=_("anteckning som sparas med leveransen"))
        parser.add_argument("--commit", action="store_true", help=_("ta emot om inget stoppar"))
        parser.add_argument("--json", action="store_true", help=_("rapporten som JSON"))

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["file"].exists():
            text = _("Filen %s finns inte. Kontrollera sökvägen.")
            raise CommandError(text % options["file"], returncode=USAGE)
        with transaction.atomic():
            report = run(
                KINDS[options["kind"]],
                options["file"],
                by=person(options["by"]),
                note=options["note"],
                options=Options(
                    layer=options["layer"],
                    epsg=options["epsg"],
                    encoding=options["encoding"],
                    mapping=_mapping(options["mapping"]),
                ),
                commit=options["commit"],
                progress=bar(self.stderr),
            )
            if report.delivery:
                delivery = Delivery.objects.get(pk=report.delivery)
                keep_copy(delivery, options["file"])
                follow_up(delivery)
        clear(self.stderr)
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
            % {name: "–" if rows is None else rows for name, rows in report.counts.items()}
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


def _mapping(path: Path | None) -> ColumnMapping:
    if path is None:
        return ColumnMapping()
    try:
        return read_mapping(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        text = _("Mappningen %(path)s går inte att läsa: %(error)s")
        raise CommandError(text % {"path": path, "error": error}, returncode=USAGE) from None
