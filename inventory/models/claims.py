"""Claims: who is at work with which plan just now."""

from django.contrib.auth.models import User
from django.db import models

from plans.models import Plan


class Claim(models.Model):
    """One row is one plan that a person has opened to read; it lapses when nothing renews it.

    A person holds one plan at a time, with all its decisions. It keeps others from being sent to
    the plan, and from nothing else: reading is free, and a save is judged by its version.
    """

    plan = models.OneToOneField(Plan, on_delete=models.CASCADE, primary_key=True)
    person = models.OneToOneField(User, on_delete=models.CASCADE, related_name="+")
    taken_at = models.DateTimeField()
    renewed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.plan_id}: {self.person_id}"
