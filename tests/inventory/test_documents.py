"""The documents of a plan, their storing by county, and what in them markings rest on."""

import datetime
import hashlib
import io
import json
import os
import struct
import time
import zlib
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from PIL import Image

from inventory import documents, duplicates
from inventory.models import Document, Evidence, Marking, PossibleDuplicate, StorageDecision
from plans.models import PlanDecision
from tests.documents import kept, pdf, picture
from tests.factories import day, make_decision, make_document, make_object, make_user, mark

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


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.DOCUMENTS_DIR = tmp_path
    return tmp_path


def sign_in(client: Client, **memberships: str | None) -> User:
    user = make_user("", **memberships)
    client.force_login(user)
    return user


def decided(county: str = "20", months: int = 24) -> StorageDecision:
    return StorageDecision.objects.create(
        county_id=county, decided_on="2020-01-01", decided_by="Länsrådet", reference="408-1-2020",
        months=months,
    )  # fmt: skip


def hand_in(client: Client, decision: PlanDecision, content: bytes, name: str = "plan.pdf") -> Any:
    return client.post(
        f"/inventering/plan/{decision.plan_id}/handling/",
        {"title": "Plankarta", "akt": decision.pk, "file": SimpleUploadedFile(name, content)},
    )


def stored(client: Client, content: bytes | None = None, name: str = "plan.pdf") -> Document:
    if not StorageDecision.objects.exists():
        decided()
    assert hand_in(client, make_decision(), content or pdf(["q1"]), name).status_code == 302
    return Document.objects.latest("pk")


def body(answer: Any) -> bytes:
    """What was sent, read to its end as a browser does."""
    return b"".join(answer) if answer.streaming else bytes(answer.content)


# Links


def test_a_link_is_shown_as_entered_and_opened_apart(client: Client) -> None:
    sign_in(client, recorder="20")
    decision = make_decision()
    address = f"/inventering/plan/{decision.plan_id}/"
    told = {"title": "Plankarta", "akt": decision.pk, "link": "https://falun.example/a.pdf?b=1"}
    assert client.post(f"{address}handling/", told).status_code == 302
    page = client.get(address).content.decode()
    assert (
        'href="https://falun.example/a.pdf?b=1" target="_blank" rel="noopener noreferrer"' in page
    )


@pytest.mark.parametrize(
    "link",
    ["javascript:alert(1)", "data:text/html,x", "ftp://falun.example/", "falun.se", "https://",
     "https://a b/", "https://[", "//falun.example", ""],
)  # fmt: skip
def test_a_link_that_is_no_address_is_refused(client: Client, link: str) -> None:
    sign_in(client, recorder="20")
    decision = make_decision()
    told = {"title": "Plankarta", "akt": decision.pk, "link": link}
    answer = client.post(f"/inventering/plan/{decision.plan_id}/handling/", told)
    assert answer.status_code == 422
    assert not Document.objects.exists()


def test_a_document_is_changed_against_the_version_read(client: Client) -> None:
    sign_in(client, recorder="20")
    document = make_document()
    address = f"/inventering/handling/{document.pk}/"
    told = {"title": "Karta", "link": document.link}
    assert client.post(address, told).status_code == 428
    assert client.post(address, {**told, "version": 1}).status_code == 302
    assert client.post(address, {**told, "version": 2}).status_code == 302  # nothing was changed
    stale = client.post(address, {**told, "title": "Min", "version": 1})
    assert stale.status_code == 409
    assert "Min" in stale.content.decode()
    document.refresh_from_db()
    assert (document.title, document.version) == ("Karta", 2)


# The county's decision


def test_nothing_is_stored_before_the_county_has_decided(client: Client, folder: Path) -> None:
    sign_in(client, recorder="20")
    decision = make_decision()
    page = client.get(f"/inventering/plan/{decision.plan_id}/").content.decode()
    assert "länet har inte antecknat sitt beslut" in page
    assert 'type="file"' not in page
    assert hand_in(client, decision, pdf(["q1"])).status_code == 422
    with pytest.raises(documents.StorageNotDecidedError):
        documents.store(
            by=make_user(), decision=decision, title="x", upload=ContentFile(pdf(["q1"]), "x.pdf")
        )
    assert kept(folder) == []


def test_the_lead_records_the_decision(client: Client) -> None:
    address = "/inventering/lan/20/handlingar/"
    told = {
        "decided_on": "2020-01-01", "decided_by": "Länsrådet", "reference": "408-1-2020",
        "months": 12, "version": 0,
    }  # fmt: skip
    sign_in(client, recorder="20")
    assert client.post(address, told).status_code == 403
    sign_in(client, lead="20")
    assert client.post(address, {**told, "months": 0}).status_code == 422
    assert client.post(address, {**told, "decided_on": "2999-01-01"}).status_code == 422
    assert client.post(address, {**told, "version": ""}).status_code == 428
    assert client.post(address, told).status_code == 302
    assert client.post(address, {**told, "months": 6}).status_code == 409
    assert client.post(address, {**told, "months": 6, "version": 1}).status_code == 302
    assert StorageDecision.objects.get().months == 6


# Stored files


def test_a_file_is_stored_by_its_digest_until_its_day(client: Client, folder: Path) -> None:
    user = sign_in(client, recorder="20")
    content = pdf(["q1 Byggnaden får inte rivas"])
    document = stored(client, content)
    digest = hashlib.sha256(content).hexdigest()
    assert (folder / "20" / digest).read_bytes() == content
    assert (document.digest, document.size, document.media_type, document.added_by) == (
        digest, len(content), "application/pdf", user,
    )  # fmt: skip
    assert document.weed_on == documents.months_after(timezone.localdate(), 24)
    again = client.get(f"/inventering/handling/{document.pk}/fil/")
    assert body(again) == content
    assert again["Content-Type"] == "application/pdf"
    assert again["X-Content-Type-Options"] == "nosniff"
    assert again["Cache-Control"] == "private, no-cache"
    assert again["Content-Disposition"] == 'inline; filename="plan.pdf"'


@pytest.mark.parametrize(
    ("asked", "status", "got"),
    [
        ("bytes=0-3", 206, b"%PDF"),
        ("bytes=-6", 206, b"%%EOF\n"),
        ("bytes=5-7", 206, b"1.4"),
        ("bytes=999999-", 416, b""),
        ("bytes=-0", 416, b""),
        ("bytes=1-0", 416, b""),
        ("bytes=0-1,4-5", 200, None),
        ("lines=1-2", 200, None),
        ("bytes=x", 200, None),
        (f"bytes={'9' * 5_000}-", 200, None),
    ],
)
def test_a_part_of_a_file_is_sent_when_asked_for(
    client: Client, asked: str, status: int, got: bytes | None
) -> None:
    sign_in(client, recorder="20")
    content = pdf(["q1"])
    document = stored(client, content)
    answer = client.get(f"/inventering/handling/{document.pk}/fil/", headers={"Range": asked})
    assert (answer.status_code, body(answer)) == (status, content if got is None else got)


def test_what_one_has_already_is_not_sent_again(client: Client) -> None:
    sign_in(client, recorder="20")
    document = stored(client)
    address = f"/inventering/handling/{document.pk}/fil/"
    first = client.get(address)
    body(first)
    etag = first["ETag"]
    assert client.get(address, headers={"If-None-Match": etag}).status_code == 304


@pytest.mark.parametrize(
    ("memberships", "status"),
    [
        ({}, 404),
        ({"reader": "20"}, 200),
        ({"lead": "20"}, 200),
        ({"recorder": "03"}, 404),
        ({"lead": "03"}, 404),
        ({"coordinator": None}, 404),
        ({"administrator": None}, 404),
        ({"checker": "03"}, 200),
        ({"checker": None}, 200),
    ],
)
def test_a_copy_is_opened_by_its_county_and_by_checkers(
    client: Client, memberships: dict[str, str | None], status: int
) -> None:
    sign_in(client, recorder="20")
    document = stored(client)
    sign_in(client, **memberships)
    answer = client.get(f"/inventering/handling/{document.pk}/fil/")
    body(answer)
    assert answer.status_code == status
    page = client.get(f"/inventering/plan/{document.decision.plan_id}/").content.decode()
    assert (f"handling/{document.pk}/fil/" in page) == (status == 200)


@pytest.mark.parametrize(
    ("content", "name", "told"),
    [
        (b"", "x.pdf", "tom"),
        (b"<html><script>alert(1)</script>", "x.pdf", "varken PDF"),
        (b"PK\x03\x04", "x.png", "varken PDF"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "x.png", "varken PDF"),
        (picture()[:60], "x.png", "skadad"),
        (picture("JPEG")[:-40], "x.jpg", "skadad"),
        (b"II*\x00" + b"\xff" * 400, "x.tif", "skadad"),
        (b"MM\x00*\x00\x00\x00\x08\xff\xff" + bytes(2000), "x.tif", "skadad"),
    ],
)
def test_what_is_no_document_is_refused_and_nothing_is_kept(
    client: Client, folder: Path, content: bytes, name: str, told: str
) -> None:
    sign_in(client, recorder="20")
    decided()
    answer = hand_in(client, make_decision(), content, name)
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert (kept(folder), Document.objects.count()) == ([], 0)


def huge_png(side: int) -> bytes:
    """A PNG that says it has so many pixels a side, in a hundred bytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(bytes(64)))
        + chunk(b"IEND", b"")
    )


def tiff_bomb() -> bytes:
    """A bilevel TIFF of 100 000 × 100 000 pixels in a few hundred bytes."""
    tags = [
        (256, 4, 1, 100_000), (257, 4, 1, 100_000), (258, 3, 1, 1), (259, 3, 1, 1), (262, 3, 1, 1),
        (273, 4, 1, 8), (277, 3, 1, 1), (278, 4, 1, 100_000), (279, 4, 1, 8),
    ]  # fmt: skip
    rows = b"".join(struct.pack("<HHII", *tag) for tag in tags)
    return (
        b"II*\x00"
        + struct.pack("<I", 16)
        + bytes(8)
        + struct.pack("<H", len(tags))
        + rows
        + bytes(4)
    )


@pytest.mark.parametrize("content", [huge_png(60_000), huge_png(2**31 - 1), tiff_bomb()])
def test_an_image_of_too_many_pixels_is_refused_by_its_head(
    client: Client, folder: Path, content: bytes
) -> None:
    sign_in(client, recorder="20")
    decided()
    answer = hand_in(client, make_decision(), content, "x.png")
    assert answer.status_code == 422
    assert "för många bildpunkter" in answer.content.decode()
    assert kept(folder) == []


def test_a_file_over_the_limit_is_refused(
    client: Client, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(documents, "MAX_BYTES", 50)
    sign_in(client, recorder="20")
    decided()
    answer = hand_in(client, make_decision(), pdf(["q1"]))
    assert "större än" in answer.content.decode()
    assert kept(folder) == []


def test_a_pdf_named_png_is_a_pdf(client: Client) -> None:
    sign_in(client, recorder="20")
    document = stored(client, pdf(["q1"]), "bild.png")
    assert document.media_type == "application/pdf"
    answer = client.get(f"/inventering/handling/{document.pk}/fil/")
    assert body(answer).startswith(b"%PDF")
    assert answer["Content-Type"] == "application/pdf"


@pytest.mark.parametrize("form", ["PNG", "JPEG"])
def test_an_image_is_kept_with_its_size(client: Client, form: str) -> None:
    sign_in(client, recorder="20")
    document = stored(client, picture(form))
    assert (document.media_type, document.width, document.height) == (
        f"image/{form.lower()}",
        40,
        30,
    )


def test_the_size_of_a_photograph_on_its_side_is_as_it_is_shown(client: Client) -> None:
    sign_in(client, recorder="20")
    exif = Image.Exif()
    exif[0x0112] = 6
    document = stored(client, picture("JPEG", exif=exif))
    assert (document.width, document.height) == (30, 40)


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "RGBA", "CMYK", "I;16", "I", "F", "LAB"])
def test_a_tiff_is_shown_as_png(client: Client, folder: Path, mode: str) -> None:
    sign_in(client, recorder="20")
    content = picture("TIFF", mode)
    document = stored(client, content, "karta.tif")
    assert document.media_type == "image/tiff"
    answer = client.get(f"/inventering/handling/{document.pk}/fil/")
    assert answer["Content-Type"] == "image/png"
    with Image.open(io.BytesIO(body(answer))) as shown:
        assert (shown.format, shown.size) == ("PNG", (40, 30))
        assert shown.mode in {"1", "L", "P", "RGB", "RGBA"}
    assert (folder / "20" / document.digest).read_bytes() == content


def test_of_a_tiff_with_several_pages_the_first_is_shown_and_that_is_said(client: Client) -> None:
    sign_in(client, recorder="20")
    pages = [Image.new("L", (10, 10)), Image.new("L", (20, 20)), Image.new("L", (30, 30))]
    out = io.BytesIO()
    pages[0].save(out, "TIFF", save_all=True, append_images=pages[1:])
    decided()
    decision = make_decision()
    hand_in(client, decision, out.getvalue(), "karta.tif")
    document = Document.objects.get()
    assert (document.pages, document.width) == (3, 10)
    assert "har 3 sidor" in client.get(f"/inventering/plan/{decision.plan_id}/").content.decode()


# Weeding and removing


@pytest.mark.parametrize(
    ("today", "months", "then"),
    [
        ("2024-01-31", 1, "2024-02-28"),
        ("2024-12-01", 1, "2025-01-01"),
        ("2024-03-15", 24, "2026-03-15"),
        ("2024-11-30", 600, "2074-11-28"),
    ],
)
def test_a_day_of_weeding_is_so_many_months_away(today: str, months: int, then: str) -> None:
    assert documents.months_after(day(today), months) == day(then)


def test_a_copy_is_weeded_on_its_day_and_its_row_stays(client: Client, folder: Path) -> None:
    sign_in(client, recorder="20")
    document = stored(client)
    assert document.weed_on is not None
    weed = documents.weed
    assert weed(document.weed_on - datetime.timedelta(1)) == 0
    assert kept(folder) == [document.digest]
    assert (weed(document.weed_on), weed(document.weed_on)) == (1, 0)
    assert kept(folder) == []
    page = client.get(f"/inventering/plan/{document.decision.plan_id}/").content.decode()
    assert f"gallrad {document.weed_on}" in page
    assert client.get(f"/inventering/handling/{document.pk}/fil/").status_code == 410


def test_a_file_that_two_documents_share_stays_until_the_last(client: Client, folder: Path) -> None:
    sign_in(client, recorder="20")
    content = picture("TIFF")
    first, second = stored(client, content), stored(client, content)
    Document.objects.filter(pk=first.pk).update(weed_on="2020-01-01")
    assert documents.weed(timezone.localdate()) == 1
    assert kept(folder) == [first.digest, f"{first.digest}.png"]
    Document.objects.filter(pk=second.pk).update(weed_on="2020-01-01")
    assert documents.weed(timezone.localdate()) == 1
    assert kept(folder) == []


def test_what_a_broken_upload_left_is_swept_away(client: Client, folder: Path) -> None:
    sign_in(client, recorder="20")
    document = stored(client)
    (folder / "20" / ("f" * 64)).write_bytes(b"orphan")
    for name, age in ((".upload-old", documents.LEFT_BEHIND_SECONDS + 60), (".upload-new", 60)):
        (folder / "20" / name).mkdir()
        os.utime(folder / "20" / name, times=(time.time() - age,) * 2)
    documents.weed(timezone.localdate())
    assert kept(folder) == [document.digest]
    assert not (folder / "20/.upload-old").exists()
    assert (folder / "20/.upload-new").exists()


def test_a_removed_document_takes_its_copy_along(
    client: Client, folder: Path, django_capture_on_commit_callbacks: Any
) -> None:
    sign_in(client, recorder="20")
    document = stored(client)
    address = f"/inventering/handling/{document.pk}/ta-bort/"
    assert client.post(address).status_code == 428
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(address, {"version": 1}).status_code == 302
    assert (kept(folder), Document.objects.count()) == ([], 0)


# Evidence

PLACE = {
    "page": 2,
    "left": 0.1,
    "top": 0.2,
    "right": 0.9,
    "bottom": 0.25,
    "quote": "q1  Får inte\nrivas",
}


def passage(document: Document, /, **other: Any) -> dict[str, str]:
    return {"passage": json.dumps({"document": document.pk, **PLACE, **other})}


def marked(document: Document) -> Marking:
    return mark(make_object(), document.decision)


def test_a_passage_is_attached_shown_and_taken_back(client: Client) -> None:
    sign_in(client, recorder="20")
    document = stored(client)
    marking = marked(document)
    answer = client.post(f"/inventering/markning/{marking.pk}/belagg/", passage(document))
    assert answer.status_code == 201
    kept_passage = Evidence.objects.get(pk=answer.json()["id"])
    assert kept_passage.quote == "q1 Får inte rivas"
    address = f"/inventering/plan/{document.decision.plan_id}/"
    page = client.get(address).content.decode()
    assert f'id="belagg-{kept_passage.pk}"' in page
    assert 'data-left="0.1"' in page
    remove = f"/inventering/handling/{document.pk}/ta-bort/"
    refused = client.post(remove, {"version": 1})
    assert refused.status_code == 409
    assert "märkningar vilar på den" in refused.content.decode()
    detach = answer.json()["remove"]
    assert client.post(detach).status_code == 428
    assert client.post(detach, {"version": 1}).status_code == 302
    assert not Evidence.objects.exists()


def test_a_new_marking_takes_its_passage_along(client: Client) -> None:
    sign_in(client, recorder="20")
    document = stored(client)
    told = {
        "object_type": "byggnad", "east": "535050", "north": "6718050", "letter": "q",
        "wording": "Får inte rivas", "classes": "skydd", "decision": document.decision_id,
    }  # fmt: skip
    address = f"/inventering/plan/{document.decision.plan_id}/markning/"
    wrong = client.post(address, {**told, **passage(document, page=0)})
    assert wrong.status_code == 422
    assert "utanför handlingens sida" in wrong.content.decode()
    assert not Marking.objects.exists()
    assert client.post(address, {**told, **passage(document)}).status_code == 302
    assert Evidence.objects.get().marking == Marking.objects.get()


@pytest.mark.parametrize(
    "other",
    [{"left": 0.9, "right": 0.1}, {"top": -0.1}, {"right": 1.1}, {"left": "nan"},
     {"bottom": "1e999"}, {"page": 0}, {"page": 10**9}, {"page": "x"}, {"document": 0},
     {"document": 10**30}, {"document": None}, {"quote": "x" * 6_000}],
)  # fmt: skip
def test_a_passage_that_is_no_place_is_refused(client: Client, other: dict[str, Any]) -> None:
    sign_in(client, recorder="20")
    document = stored(client)
    address = f"/inventering/markning/{marked(document).pk}/belagg/"
    answer = client.post(address, passage(document, **other))
    assert answer.status_code == 422
    assert answer.json()["error"]
    assert not Evidence.objects.exists()


@pytest.mark.usefixtures("uncollected")
@pytest.mark.parametrize("sent", ["[" * 5_000, "3"])
def test_what_is_no_passage_is_refused(client: Client, sent: str) -> None:
    sign_in(client, recorder="20")
    address = f"/inventering/markning/{marked(stored(client)).pk}/belagg/"
    assert client.post(address, {"passage": sent}).status_code == 422
    assert not Evidence.objects.exists()


def test_a_passage_of_another_plans_document_is_refused(client: Client) -> None:
    sign_in(client, recorder="20")
    document = stored(client)
    marking = mark(make_object(), make_decision())
    address = f"/inventering/markning/{marking.pk}/belagg/"
    assert client.post(address, passage(document)).status_code == 422
    assert (
        client.post(
            address, passage(make_document(decision=marking.provision.decision))
        ).status_code
        == 422
    )


@pytest.mark.parametrize(
    "text", ["\0\ud800\udfff", "q1 <script>alert(1)</script>", "Ω≈ç√∫˜µ≤≥÷", "‮tset"]
)
def test_a_quote_may_hold_anything(client: Client, text: str) -> None:
    sign_in(client, recorder="20")
    document = stored(client)
    address = f"/inventering/markning/{marked(document).pk}/belagg/"
    assert client.post(address, passage(document, quote=text)).status_code == 201
    page = client.get(f"/inventering/plan/{document.decision.plan_id}/")
    assert b"<script>alert(1)" not in page.content


def test_those_who_may_not_open_the_copy_do_not_see_its_words(client: Client) -> None:
    sign_in(client, recorder="20")
    document = stored(client)
    client.post(f"/inventering/markning/{marked(document).pk}/belagg/", passage(document))
    sign_in(client, reader="03")
    page = client.get(f"/inventering/plan/{document.decision.plan_id}/").content.decode()
    assert "Plankarta" in page
    assert "Får inte" not in page


def test_a_merger_keeps_the_evidence_of_both(client: Client) -> None:
    user = sign_in(client, recorder="20")
    document = stored(client)
    a, b = marked(document), make_object()
    other = Marking.objects.create(object=b, provision=a.provision)
    client.post(f"/inventering/markning/{other.pk}/belagg/", passage(document))
    pair = PossibleDuplicate.objects.create(a=a.object, b=b, reason="near")
    duplicates.merge(by=user, pair=pair, version=1)
    assert Evidence.objects.get().marking == a
    pair.refresh_from_db()
    duplicates.unmerge(by=user, pair=pair, version=pair.version)
    assert Evidence.objects.get().marking == other
    assert other.passages.count() == 1


def test_a_removed_marking_takes_its_evidence_along(client: Client) -> None:
    sign_in(client, recorder="20")
    document = stored(client)
    marking = marked(document)
    client.post(f"/inventering/markning/{marking.pk}/belagg/", passage(document))
    seen = {"version": 1, "thing_version": 1, "provision_version": 1}
    removed = client.post(f"/inventering/markning/{marking.pk}/ta-bort/", seen)
    assert removed.status_code == 302
    assert not Evidence.objects.exists()


def test_the_plans_page_asks_the_same_number_of_questions_whatever_its_documents(
    client: Client, django_assert_num_queries: Any
) -> None:
    sign_in(client, recorder="20")
    document = stored(client)
    marking = marked(document)
    address = f"/inventering/plan/{document.decision.plan_id}/"
    client.post(f"/inventering/markning/{marking.pk}/belagg/", passage(document))
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    number = len(few)
    for _ in range(5):
        make_document(decision=document.decision)
        client.post(f"/inventering/markning/{marked(document).pk}/belagg/", passage(document))
    with django_assert_num_queries(number):
        client.get(address)
