"""manage.py remove_demo: empty a demo database to its seed."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from inventory import demo
from plans.models import holds_demo


class Command(BaseCommand):
    help = "Remove the demo data, what the demo logins recorded on it, and the demo logins."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--all", action="store_true",
            help="also what people with accounts of their own have brought in or recorded",
        )  # fmt: skip

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        if not holds_demo():
            raise CommandError("This database is not marked as demo; nothing was removed.")
        if demo.holds_work() and not options["all"]:
            raise CommandError(
                "People with accounts of their own have brought in or recorded something here, and "
                "it would go too. Take a backup; then, if it shall go: remove_demo --all"
            )
        demo.remove()
        self.stdout.write("The demo data is removed.")
