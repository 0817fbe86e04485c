"""Types proposed from letter, law, wording and catalogue, by examples and by what always is."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory.proposals import law_of, proposal_of, propose, split_printed
from plans.models import CatalogueEntry
from plans.models.plans import CATEGORIES, Law, ProvisionClass
from tests.factories import day, make_decision, make_provision

BEFORE, AFTER, LATE = day("1975-01-01"), day("1995-01-01"), day("2018-01-01")
LAWS = ("", *Law.values)


@pytest.mark.parametrize(
    ("letter", "when", "wording", "category", "classes"),
    [
        ("q", AFTER, "", "", {"skydd"}),
        ("q1", AFTER, "Byggnaden får inte rivas", "", {"skydd", "rivningsforbud"}),
        ("q", AFTER, "Fasaden ska bevaras.", "", {"skydd"}),
        ("k", AFTER, "Byggnadens karaktär ska bevaras vid ändring.", "", {"varsamhet"}),
        ("k", LATE, "Exteriören får ej förvanskas", "", {"skydd", "varsamhet"}),
        ("r", LATE, "Byggnad får inte rivas.", "", {"rivningsforbud"}),
        ("r", BEFORE, "", "", set()),
        ("K", BEFORE, "", "", set()),
        ("K", LATE, "", "", set()),
        ("K", BEFORE, "Kulturreservat", "", {"skydd"}),
        ("Q", AFTER, "", "", set()),
        ("Q", AFTER, "Byggnaden får inte rivas eller förvanskas.", "",
         {"skydd", "rivningsforbud"}),
        ("R", LATE, "", "", set()),
        ("m", LATE, "Skyddsplank ska bevaras och får inte rivas", "", set()),
        ("f", LATE, "Bullerplank får inte rivas", "Skydd mot störningar", set()),
        ("", AFTER, "Befintlig bebyggelse skall bevaras", "", {"skydd"}),
        ("", AFTER, "Ändring ska ske varsamt", "", {"varsamhet"}),
        ("n", LATE, "Trädet ska bevaras.", "", {"natur"}),
        ("f", LATE, "Gårdsbilden ska hållas samman.", "", set()),
        ("h", LATE, "Byggnader får rivas", "", set()),
        ("q", LATE, "[byggnad:text]", "Skydd av kulturvärden", {"skydd"}),
        ("k", LATE, "", "varsamhet", {"varsamhet"}),
        ("", None, "Rivningsförbud", "", {"rivningsforbud"}),
    ],
)  # fmt: skip
def test_the_table_of_examples(
    letter: str, when: datetime.date | None, wording: str, category: str, classes: set[str]
) -> None:
    found = propose(letter=letter, law="", wording=wording, category=category, day=when)
    assert set(found.classes) == classes
    assert bool(found.reason) == bool(found.rules)


def test_a_proposal_says_why() -> None:
    found = propose(letter="q1", law="", wording="Byggnaden får inte rivas.", day=AFTER)
    assert found.told == (
        "Föreslås: Skyddsbestämmelse och rivningsförbud, eftersom beteckningen är q i en plan "
        "efter 1987 och formuleringen säger ”får inte rivas”."
    )
    assert found.rules == ("q", "får inte rivas")
    kontor = propose(letter="K", law="PBL", wording="")
    assert kontor.told == (
        "Inget föreslås: K är användningen kontor i planer efter 1987. Oklart utan formulering."
    )
    assert propose(letter="", law="", wording="").told == ""


@pytest.mark.parametrize(
    ("when", "law", "sure"),
    [("1987-06-30", "BL", True), ("1987-07-01", "APBL", True), ("2011-05-01", "APBL", True),
     ("2011-05-02", "PBL", False), ("2016-12-31", "PBL", False), ("2017-01-01", "PBL", True)],
)  # fmt: skip
def test_the_law_of_a_day(when: str, law: str, sure: bool) -> None:
    assert law_of("", day(when)) == (law, sure)
    assert law_of("APBL", day(when)) == ("APBL", True)
    assert law_of("", None) == ("", False)


@pytest.mark.parametrize(
    ("printed", "parts"),
    [("q1", ("q", "1")), ("Q12", ("Q", "12")), ("k", ("k", "")), ("r 2", ("r", "2")),
     ("m1", ("m", "1")), ("1q", ("1q", "")), ("PARK", ("PARK", "")), ("a²", ("a²", ""))],
)  # fmt: skip
def test_what_is_printed_is_letter_and_index(printed: str, parts: tuple[str, str]) -> None:
    assert split_printed(printed) == parts


CHARACTERS = "qkrmKQR1 åäö.;[]ABCåÅ\n"
words = st.text(CHARACTERS, max_size=60) | st.sampled_from(
    [
        "Byggnaden får inte rivas",
        "ska bevaras",
        "varsamt",
        "får ej förvanskas",
        "Trädet ska bevaras",
    ]
)
PRINTED = ["q", "k", "r", "Q", "K", "R", "m", "n", ""]
letters = st.sampled_from(PRINTED) | st.text(CHARACTERS, max_size=4)
days = st.none() | st.dates(datetime.date(1900, 1, 1), datetime.date(2030, 1, 1))
KNOWN = ["", *CATEGORIES, "Skydd mot störningar"]
categories = st.sampled_from(KNOWN) | st.text(CHARACTERS, max_size=20)


@given(letters, st.sampled_from(LAWS), words, categories, days)
def test_what_holds_of_every_proposal(
    letter: str, law: str, wording: str, category: str, when: datetime.date | None
) -> None:
    found = propose(letter=letter, law=law, wording=wording, category=category, day=when)
    again = propose(letter=letter, law=law, wording=wording, category=category, day=when)
    assert found == again
    assert set(found.classes) <= set(ProvisionClass.values)
    assert len(set(found.classes)) == len(found.classes)
    assert not found.classes or (found.reason and found.rules and "eftersom" in found.told)


@given(st.sampled_from(["m", "m1", "m 23"]), st.sampled_from(LAWS), words, days)
def test_protection_from_disturbance_is_never_heritage(
    letter: str, law: str, wording: str, when: datetime.date | None
) -> None:
    assert propose(letter=letter, law=law, wording=wording, day=when).classes == ()
    heavy = propose(letter="q", law=law, wording=wording, category="SKYDD MOT STÖRNINGAR", day=when)
    assert heavy.classes == ()


@given(st.sampled_from("KQR"), st.sampled_from(LAWS), days, st.integers(0, 99))
def test_a_capital_alone_is_unclear(
    letter: str, law: str, when: datetime.date | None, index: int
) -> None:
    found = propose(letter=f"{letter}{index}", law=law, wording="", day=when)
    assert found.classes == ()
    assert found.reason


@given(letters, st.sampled_from(LAWS), words, days)
def test_the_catalogue_and_the_words_only_add(
    letter: str, law: str, wording: str, when: datetime.date | None
) -> None:
    bare = set(propose(letter=letter, law=law, wording="", day=when).classes)
    full = propose(
        letter=letter, law=law, wording=wording, category="Rivningsförbud", day=when
    ).classes
    assert split_printed(letter)[0] == "m" or {*bare, "rivningsforbud"} <= set(full)


@pytest.mark.django_db
def test_a_delivered_provision_is_read_with_its_catalogue_entry() -> None:
    decision = make_decision(adopted_on=day("2018-01-01"))
    entry = CatalogueEntry.objects.filter(category="Skydd av kulturvärden").first()
    both = make_provision(
        decision, letter="q", wording="Boden får inte rivas.", catalogue_entry=entry, classes=[],
        proposed=["skydd"],
    )  # fmt: skip
    assert proposal_of(both).classes == ("skydd", "rivningsforbud")
    told = make_provision(decision, letter="x", wording="x", classes=[], proposed=["natur"])
    assert proposal_of(told).classes == ("natur",)
    assert "leveransen" in proposal_of(told).told
