"""The reasons in the history are read in the reader's language."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
from django.utils import translation

from inventory import actions
from inventory.second_look import hindrances
from inventory.whys import OF_A_FILE, WHYS, in_words
from raknaq.lib.undo import Hindrance, StandsOnError
from tests.factories import make_decision, make_object, make_user, mark

CODE = [path for app in ("inventory", "plans", "raknaq", "maps")
        for path in (settings.BASE_DIR / app).rglob("*.py")]  # fmt: skip
NAMES = {"why", "WHY", "WHYS"}


def given(path: Path) -> Iterator[str]:
    """What a module gives as a reason: said in a call, or kept under a name for one."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if (isinstance(node, ast.keyword) and node.arg == "why") or (
            isinstance(node, ast.Assign) and {getattr(t, "id", "") for t in node.targets} & NAMES
        ):
            yield from texts(node.value)


def texts(value: ast.expr) -> Iterator[str]:
    """The texts that an expression may be; of one with places in it, how it begins."""
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        yield value.value
    elif isinstance(value, ast.IfExp):
        yield from (*texts(value.body), *texts(value.orelse))
    elif isinstance(value, ast.Dict):
        for one in value.values:
            yield from texts(one)
    elif isinstance(value, ast.JoinedStr):
        yield from texts(value.values[0])


def test_every_reason_that_is_given_is_listed_and_no_other() -> None:
    told = {why.strip() for path in CODE if path.stem != "whys" for why in given(path)}
    assert told == {*WHYS, *OF_A_FILE}


def test_each_reason_has_its_english() -> None:
    with translation.override("en"):
        told = {why: in_words(why) for why in WHYS}
        assert [why for why, english in told.items() if english == why] == []
        assert in_words("leverans: plans (planer.gpkg)") == "delivery: plans (planer.gpkg)"
        assert in_words("ångrad leverans: plans (p.csv)") == "undone delivery: plans (p.csv)"
        assert in_words("") == ""
        assert in_words("rättat för hand") == "rättat för hand"
    with translation.override("sv"):
        assert in_words("genomgång") == "genomgång"


def test_what_hinders_an_undo_is_told_in_the_readers_language() -> None:
    stands = StandsOnError([Hindrance("inventory.Marking", "1", 1, "anna", "märkning ändrad",
                                      "2026-11-28")])  # fmt: skip
    with translation.override("en"):
        assert hindrances(stands) == ["2026-11-28: anna, marking changed"]


@pytest.mark.django_db
def test_the_history_says_why_in_english(client: Client) -> None:
    anna: User = make_user("anna", recorder="20")
    client.force_login(anna)
    marking = mark(make_object(), make_decision())
    actions.note_gone(by=anna, thing=marking.object, version=1, since=None)
    address = f"/inventering/plan/{marking.provision.decision.plan_id}/historik/"
    assert "objektet står kvar" in client.get(address).content.decode()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    with translation.override("en"):  # what the request sets is put back after it
        english = client.get(address).content.decode()
    assert "the object stands" in english
    assert "objektet står kvar" not in english
