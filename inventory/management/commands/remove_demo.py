"""manage.py remove_demo: empty a demo database to its seed."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from inventory import demo


class Command(BaseCommand):
    help = "Remove the demo data, everything recorded on it, its history and the demo logins."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        if not demo.is_demo():
            raise CommandError("This database is not marked as demo; nothing was removed.")
        demo.remove()
        self.stdout.write("The demo data is removed.")
