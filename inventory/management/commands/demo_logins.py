"""manage.py demo_logins: how to log in to a demo."""

from typing import Any

from django.core.management.base import BaseCommand

from inventory import demo
from plans.access import DEMO_PREFIX
from plans.models import holds_demo


class Command(BaseCommand):
    help = "Print the logins of a demo database; nothing in another."

    def handle(self, *args: Any, **options: Any) -> None:
        if holds_demo():
            names = ", ".join(f"{DEMO_PREFIX}{login}" for login in demo.LOGINS)
            self.stdout.write(f"Demokonton / demo logins:    {names} (lösenord: {demo.PASSWORD})")
