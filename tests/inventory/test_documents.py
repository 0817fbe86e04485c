"""The documents of a plan, their storing by county, and what in them markings rest on."""

import pytest
from django.db import IntegrityError, transaction

from inventory.models import Document, Evidence
from tests.factories import make_decision, make_document, make_object, mark

pytestmark = pytest.mark.django_db

FILE = {
    "link": "",
    "file_name": "plan.pdf",
    "media_type": "application/pdf",
    "size": 10,
    "digest": "0" * 64,
    "weed_on": "2030-01-01",
}


@pytest.mark.parametrize(
    "facts",
    [
        {"link": "javascript:alert(1)"},
        {"link": "https://a b"},
        {"link": ""},
        {"title": ""},
        {**FILE, "link": "https://falun.se/"},
        {**FILE, "digest": "../../etc/passwd"},
        {**FILE, "weed_on": None},
        {**FILE, "media_type": "text/html"},
        {**FILE, "media_type": "image/png"},
    ],
)
def test_the_database_refuses_what_is_neither_link_nor_file(facts: dict[str, object]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        make_document(**facts)
    assert not Document.objects.exists()


@pytest.mark.parametrize(
    "rectangle",
    [
        (0.0, 0.0, 1.1, 1.0),
        (-0.1, 0.0, 1.0, 1.0),
        (0.5, 0.0, 0.5, 1.0),
        (0.0, 0.6, 1.0, 0.5),
        (0.0, 0.0, float("nan"), 1.0),
    ],
)
def test_evidence_lies_on_its_page(rectangle: tuple[float, ...]) -> None:
    decision = make_decision()
    marking = mark(make_object(), decision)
    document = make_document(decision=decision, **FILE)
    sides = dict(zip(("left", "top", "right", "bottom"), rectangle, strict=True))
    with pytest.raises(IntegrityError), transaction.atomic():
        Evidence.objects.create(marking=marking, document=document, page=1, **sides)
    sides = {"left": 0.0, "top": 0.0, "right": 1.0, "bottom": 1.0}
    assert Evidence.objects.create(marking=marking, document=document, page=1, **sides)
