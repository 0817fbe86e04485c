"""manage.py add_member: give an account a role."""

from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import IntegrityError

from plans.imports import system_account
from plans.models import County, Membership
from plans.models.members import Role
from raknaq.lib.history import change


class Command(BaseCommand):
    help = "Give an account a role in a county, or nationally."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--role", choices=Role.values, required=True)
        parser.add_argument("--county", metavar="CODE")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(username=options["username"]).first()
        if user is None:
            raise CommandError("No such account. Make it first: manage.py createsuperuser")
        county = options["county"]
        if county is not None and not County.objects.filter(code=county).exists():
            raise CommandError(f"No county has the code {county}.")
        try:
            with change(by=system_account(), why="roll given på kommandoraden"):
                Membership.objects.create(user=user, role=options["role"], county_id=county)
        except IntegrityError as refused:
            raise CommandError(f"Not a role to give there, or given already: {refused}") from None
        self.stdout.write(f"{user}: {options['role']} {county or ''}")
