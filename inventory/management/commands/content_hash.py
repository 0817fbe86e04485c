"""manage.py content_hash: a digest per table and one of all, to prove a restored backup."""

import hashlib
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandParser
from django.db import models
from psycopg.sql import Identifier

from plans.models import Membership
from raknaq.lib.sql import fill_and_run, names

APPS = ("plans", "inventory", "auth", "pghistory")


class Command(BaseCommand):
    help = "Print a digest of every table of raknaq's and one of all of them."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--facts", action="store_true",
            help="only what has been recorded: no history, deliveries, accounts or versions",
        )  # fmt: skip

    def handle(self, *args: Any, **options: Any) -> None:
        total = hashlib.sha256()
        for model in _models(facts=options["facts"]):
            digest = _digest(model, with_version=not options["facts"])
            total.update(digest.encode())
            self.stdout.write(f"{digest[:16]}  {model._meta.db_table}")
        self.stdout.write(total.hexdigest())


def _models(*, facts: bool) -> list[type[models.Model]]:
    found = [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label in APPS and model._meta.managed and not model._meta.proxy
    ]
    if facts:
        found = [
            model
            for model in found
            if hasattr(model, "version")
            and not hasattr(model, "pgh_obj")
            and model is not Membership
        ]
    return sorted(found, key=lambda model: model._meta.db_table)


def _digest(model: type[models.Model], *, with_version: bool) -> str:
    columns = [
        str(field.column)
        for field in model._meta.concrete_fields
        if not field.generated and (with_version or field.column != "version")
    ]
    [[digest]] = fill_and_run(
        __file__,
        "content_hash",
        table=Identifier(model._meta.db_table),
        columns=names(columns),
    )
    return str(digest)
