"""manage.py fetch_ngp: fetch what is new or changed on NGP as deliveries to accept."""

import logging
import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from plans import ngp
from plans.ngp.service import ServiceError

USAGE = 2

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    def add_arguments(self, parser: CommandParser) -> None:
        parser.description = _(
            "Hämta nya och ändrade detaljplaner ur NGP:s söktjänst. Varje kommun med något nytt "
            "blir en kontrollerad leverans som någon godtar på sidan Leveranser. Slutkod: 0 = "
            "hämtat, 1 = någon kommun gick inte att hämta, 2 = felaktigt anrop."
        )
        parser.add_argument(
            "--municipality",
            nargs="+",
            metavar=_("KOMMUNKOD"),
            help=_("kommuner att hämta (annars de i NGP_MUNICIPALITIES)"),
        )

    def handle(self, *args: Any, **options: Any) -> None:
        service = ngp.configured()
        if service is None:
            text = _("Ange NGP_CLIENT_ID och NGP_CLIENT_SECRET för kontot hos Lantmäteriet.")
            raise CommandError(text, returncode=USAGE)
        codes = options["municipality"] or settings.NGP_MUNICIPALITIES
        found = ngp.municipalities(codes)
        unknown = sorted(set(codes) - {municipality.pk for municipality in found})
        if unknown or not codes:
            text = _("Ange kommunkoder med fyra siffror. Finns inte: %s.")
            raise CommandError(text % (", ".join(unknown) or "–"), returncode=USAGE)
        failed = False
        for municipality in found:
            try:
                told = ngp.fetch(service, municipality)
            except ServiceError as error:
                failed = True
                self.stderr.write(f"{municipality.pk} {municipality.name}: {error}")
            except Exception as error:
                failed = True
                logger.exception("NGP, municipality %s", municipality.pk)
                why = _("felet är raknaqs eget och står i loggen (%s)") % type(error).__name__
                self.stderr.write(f"{municipality.pk} {municipality.name}: {why}")
            else:
                self.stdout.write(_line(municipality.pk, municipality.name, told))
        if failed:
            sys.exit(1)


def _line(code: str, name: str, told: ngp.Fetched) -> str:
    line = _("%(code)s %(name)s: %(plans)s planer, %(new)s nya, %(changed)s ändrade.") % {
        "code": code,
        "name": name,
        "plans": told.plans,
        "new": told.new,
        "changed": told.changed,
    }
    if told.missing:
        line += " " + _("%s finns inte längre i NGP.") % len(told.missing)
    if told.delivery:
        line += " " + _("Leverans %s väntar på att godtas.") % told.delivery.pk
    return line
