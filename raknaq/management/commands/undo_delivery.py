"""manage.py undo_delivery: write back all that an accepted delivery changed, or say why not."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from plans import deliveries
from plans.access import access_of
from plans.imports import system_account
from plans.models import Delivery
from raknaq.deliveries.words import hindrances
from raknaq.management.terminal import USAGE, person


class Command(BaseCommand):
    def add_arguments(self, parser: CommandParser) -> None:
        parser.description = _(
            "Skriv tillbaka allt som en godtagen leverans ändrade. Slutkod: 0 = ångrad, 1 = annat "
            "arbete bygger på den eller rätten saknas, 2 = felaktigt anrop."
        )
        parser.add_argument("id", type=int, help=_("leveransens nummer"))
        parser.add_argument(
            "--by",
            metavar=_("KONTO"),
            help=_("vem som ångrar, med rätt att godta leveransen (annars systemkontot)"),
        )

    def handle(self, *args: Any, **options: Any) -> None:
        by = person(options["by"])
        delivery = Delivery.objects.filter(pk=options["id"]).first()
        if delivery is None or delivery.state != Delivery.State.ACCEPTED or delivery.task:
            text = _("Det finns ingen godtagen leverans %s som ingen arbetar med.")
            raise CommandError(text % options["id"], returncode=USAGE)
        if by and not access_of(by).accepts_for(delivery.county_id):
            raise CommandError(_("%s får inte ångra leveransen.") % by.get_username())
        if not deliveries.undo(delivery, by=by or system_account()):
            reasons = hindrances(delivery.hindrances)
            raise CommandError("\n".join([_("Leveransen kan inte ångras."), *reasons]))
        self.stdout.write(_("Leverans %s är ångrad.") % delivery.pk)
