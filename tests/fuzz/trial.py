"""A mutant on its way: handed in on the page, and through every job, as far as it comes."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from io import StringIO
from typing import Any

from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from plans.models import Delivery
from raknaq.deliveries.jobs import work_on
from tests.fuzz.mutants import Mutant

Task = Delivery.Task
OUTCOMES = ("refused", "blocked", "readable", "slow")


@dataclass
class Tally:
    """What came of the mutants: how many per format and outcome, and what must never happen."""

    outcomes: Counter[tuple[str, str]] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)

    def table(self) -> str:
        """As text: a row per format, a column per outcome."""
        formats = list(dict.fromkeys(kind for kind, _ in self.outcomes))
        lines = [" " * 10 + "".join(f"{outcome:>10}" for outcome in OUTCOMES)]
        for kind in formats:
            cells = "".join(f"{self.outcomes[kind, outcome]:>10}" for outcome in OUTCOMES)
            lines.append(f"{kind:<10}{cells}")
        return "\n".join(lines)


def try_out(found: Iterable[Mutant], user: User, tally: Tally, calls: Callable[[], int]) -> None:
    """Take each mutant through, and note its outcome and whatever must not have happened."""
    trial = _Trial(user)
    for mutant in found:
        try:
            outcome = trial.of(mutant)
            tally.outcomes[mutant.format, outcome] += 1
        except Exception as error:  # noqa: BLE001 (any is a finding)
            told = str(error).strip().splitlines() or [""]
            tally.failures.append(f"{mutant}: {type(error).__name__}: {told[0][:300]}")
            trial = _Trial(user)
        if called := calls():
            tally.failures.append(f"{mutant}: {called} connections out")


class _Trial:
    def __init__(self, user: User) -> None:
        self.user = user
        self.client = Client()
        self.client.force_login(user)
        self.facts = _facts()

    def of(self, mutant: Mutant) -> str:
        """The outcome: refused (unreadable), blocked (has errors), readable (accepted), slow.

        Raises on anything that the page or the job answers in no way that a person understands,
        and where what was recorded is not what it was.
        """
        delivery = self._handed_in(mutant)
        if delivery is None:
            return "refused"
        page, refused = self._looked(delivery)
        if refused == "crs_missing":
            self._say(delivery, page, epsg=3006)
            page, refused = self._looked(delivery)
        if refused:
            outcome = "slow" if refused == "file_slow" else "refused"
        else:
            outcome = self._read(delivery, page)
        self._unchanged()
        delivery.refresh_from_db()
        if not delivery.accepted_at:
            self._post(f"/leveranser/{delivery.pk}/ta-bort/")
            assert not Delivery.objects.filter(pk=delivery.pk).exists()
        return outcome

    def _handed_in(self, mutant: Mutant) -> Delivery | None:
        before = set(Delivery.objects.values_list("pk", flat=True))
        upload = SimpleUploadedFile(mutant.name, mutant.data)
        answer = self.client.post(
            reverse("deliveries:new"), {"kind": "plans", "county": "20", "parts": [upload]}
        )
        assert answer.status_code in (302, 422), answer.status_code
        return Delivery.objects.exclude(pk__in=before).first()

    def _read(self, delivery: Delivery, page: Any) -> str:
        """Check the file as the form proposes; accept it and take it back where nothing blocks."""
        self._say(delivery, page)
        page = self._at_work(delivery, Task.CHECK)
        self._get(f"/leveranser/{delivery.pk}/avvikelser.csv")
        self._get(f"/api/leverans/{delivery.pk}/platser/")
        self._unchanged()
        if delivery.issues.filter(reason="file_slow").exists():
            return "slow"
        if not page.context["ready"]:
            assert delivery.issues.filter(severity="error").exists()
            return "blocked"
        delivery.refresh_from_db()
        self._post(f"/leveranser/{delivery.pk}/godta/", {"seen": f"{delivery.checked_at}"})
        self._at_work(delivery, Task.ACCEPT)
        delivery.refresh_from_db()
        assert delivery.state == Delivery.State.ACCEPTED, delivery.state
        self._post(f"/leveranser/{delivery.pk}/angra/")
        self._at_work(delivery, Task.UNDO)
        delivery.refresh_from_db()
        assert delivery.state == Delivery.State.UNDONE, delivery.hindrances
        return "readable"

    def _looked(self, delivery: Delivery) -> tuple[Any, str]:
        """The page once the file has been looked into, and why it cannot be read ("" if it can)."""
        page = self._at_work(delivery, Task.LOOK)
        return page, page.context["delivery"].found.get("refused", {}).get("reason", "")

    def _say(self, delivery: Delivery, page: Any, **more: Any) -> None:
        """Send the form about how to read as it stands on the page, with what is said besides."""
        told = {bound.html_name: bound.value() for bound in page.context["form"]}
        given = {name: value for name, value in told.items() if value not in (None, False)}
        self._post(f"/leveranser/{delivery.pk}/", {**given, **more})

    def _at_work(self, delivery: Delivery, task: Delivery.Task) -> Any:
        """Let the job that the page asked for do its work; the page afterwards."""
        delivery.refresh_from_db()
        assert delivery.task == task, (delivery.task, task)
        work_on(delivery_id=delivery.pk, task=task.value, user_id=self.user.pk)
        self._get(f"/api/leverans/{delivery.pk}/lage/")
        return self._get(f"/leveranser/{delivery.pk}/")

    def _get(self, address: str) -> Any:
        answer = self.client.get(address)
        assert answer.status_code == 200, (address, answer.status_code)
        b"".join(answer)
        return answer

    def _post(self, address: str, told: dict[str, Any] | None = None) -> Any:
        answer = self.client.post(address, told)
        assert answer.status_code == 302, (address, answer.status_code)
        return answer

    def _unchanged(self) -> None:
        assert _facts() == self.facts, "what was recorded has changed"


def _facts() -> str:
    out = StringIO()
    call_command("content_hash", "--facts", stdout=out)
    return out.getvalue()
