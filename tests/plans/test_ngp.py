"""Fetching from NGP's search service, against a stand-in that behaves as the notes say."""

from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from plans import deliveries, ngp
from plans.imports.ngp import NGP
from plans.models import Delivery, FetchedPlan, Municipality, Plan, PlanDecision, Provision
from plans.ngp import service as client
from plans.ngp.service import Service, ServiceError
from raknaq.deliveries.jobs import fetch_ngp
from tests.factories import day, make_decision, make_user, square
from tests.imports.test_life import content
from tests.ngp_documents import FACADE, KEPT, UNKNOWN, Json, corners, identity
from tests.ngp_service import StandIn, feature

pytestmark = pytest.mark.django_db

AREA = {"type": "Polygon", "coordinates": [corners()]}
SMALL = {"type": "Polygon", "coordinates": [corners(20, 20, 10)]}
OTHER = {"type": "Polygon", "coordinates": [corners(50, 20, 10)]}
SLOT = [{"datatyp": "text", "variabelvarde": "Magasinet", "beskrivning": "byggnad"}]


def told(number: int = 1, **facts: Any) -> Json:
    plain = {
        "objektidentitet": identity(number),
        "beteckning": f"DP {number}",
        "namn": "Kvarteret Ängen",
        "status": "laga kraft",
        "typ": "detaljplan",
        "datumPaborjat": "2019-02-01",
        "datumStatusforandring": "2021-11-10",
        "datumLagakraft": "2021-11-10",
        "anvandbarhet": "god",
    }
    return {**plain, **facts}


def kept(number: int, plan: Json, geometry: Json, **facts: Any) -> Json:
    provision = {
        "bestammelseformulering": "[byggnad:text] ska bevaras.",
        "anvandningsform": "Kvartersmark",
        "kategori": "Skydd av kulturvärden",
        "planbestammelsekatalogreferens": KEPT,
        "bestammelsevarde": SLOT,
    }
    return feature(number, plan, geometry, "egenskapsbestämmelse", **{**provision, **facts})


def whole(plan: Json, first: int = 1) -> list[Json]:
    """A plan's area and a provision in two places, one of them given twice."""
    return [
        feature(first, plan, AREA),
        kept(first + 1, plan, SMALL),
        kept(first + 2, plan, SMALL),
        kept(first + 3, plan, OTHER),
    ]


@pytest.fixture(autouse=True)
def _private_folder(tmp_path: Path, settings: Any) -> None:
    settings.DELIVERIES_DIR = tmp_path / "deliveries"


@pytest.fixture
def stand_in() -> Iterator[StandIn]:
    with StandIn() as server:
        server.collections["2080"] = whole(told())
        yield server


@pytest.fixture
def pauses() -> list[float]:
    return []


@pytest.fixture
def service(stand_in: StandIn, pauses: list[float]) -> Service:
    return Service(stand_in.account(), pause=pauses.append)


@pytest.fixture
def falun() -> Municipality:
    [found] = ngp.municipalities(["2080"])
    return found


def accepted(delivery: Delivery | None) -> Delivery:
    assert delivery is not None
    report = deliveries.accept(NGP, delivery, by=make_user(lead="20"))
    assert report is not None
    assert report.accepted, [issue.text() for issue in report.issues]
    delivery.refresh_from_db()
    return delivery


def test_what_is_new_is_a_checked_delivery(service: Service, falun: Municipality) -> None:
    before = content()
    fetched = ngp.fetch(service, falun)
    assert (fetched.plans, fetched.new, fetched.changed) == (1, 1, 0)
    delivery = Delivery.objects.get(kind="ngp")
    assert delivery == fetched.delivery
    assert (delivery.state, delivery.county_id, delivery.sender) == ("checked", "20", "NGP")
    assert delivery.counts["new"] == 3
    assert content() == before  # a person accepts
    accepted(delivery)
    decision = PlanDecision.objects.get()
    assert (decision.designation, decision.in_force_from) == ("DP 1", day("2021-11-10"))
    assert decision.area is not None
    assert decision.area.equals(square())
    only = Provision.objects.get()
    assert (only.letter, only.wording) == ("q", "Magasinet ska bevaras.")
    assert (only.classes, only.proposed) == ([], ["skydd"])
    assert only.area is not None
    assert only.area.area == pytest.approx(200)  # two places, the repeated one once


def test_the_same_answer_again_brings_nothing(service: Service, falun: Municipality) -> None:
    accepted(ngp.fetch(service, falun).delivery)
    again = ngp.fetch(service, falun)
    assert (again.plans, again.new, again.changed, again.delivery) == (1, 0, 0, None)
    assert Delivery.objects.filter(kind="ngp").count() == 1


def test_the_order_of_an_answer_is_no_change(
    stand_in: StandIn, service: Service, falun: Municipality
) -> None:
    ngp.fetch(service, falun)
    for one in stand_in.collections["2080"]:
        one["properties"]["datetime"] = "2026-02-02T00:00:00Z"
    stand_in.collections["2080"].reverse()
    assert ngp.fetch(service, falun).delivery is None


def test_only_what_changed_is_delivered(
    stand_in: StandIn, service: Service, falun: Municipality
) -> None:
    stand_in.collections["2080"] += whole(told(2), first=11)
    accepted(ngp.fetch(service, falun).delivery)
    stand_in.collections["2080"][4:] = whole(told(2, namn="Nytt namn"), first=11)
    stand_in.collections["2080"] += whole(told(3), first=21)
    fetched = ngp.fetch(service, falun)
    assert (fetched.plans, fetched.new, fetched.changed) == (3, 1, 1)
    delivery = accepted(fetched.delivery)
    assert delivery.counts == {"read": 6, "new": 3, "changed": 1, "same": 2, "refused": 0}
    assert PlanDecision.objects.get(designation="DP 2").name == "Nytt namn"


def test_an_older_answer_accepted_later_does_not_bring_a_plan_back(
    stand_in: StandIn, service: Service, falun: Municipality
) -> None:
    stand_in.collections["2080"] += whole(told(2), first=11)
    first = ngp.fetch(service, falun).delivery
    stand_in.collections["2080"][:4] = whole(told(namn="Nytt namn"))
    second = accepted(ngp.fetch(service, falun).delivery)
    older = accepted(first)
    assert older.issues.get(reason="ngp_older").facts["known"] == str(second.pk)
    names = PlanDecision.objects.order_by("designation").values_list("name", flat=True)
    assert list(names) == ["Nytt namn", "Kvarteret Ängen"]
    assert ngp.fetch(service, falun).delivery is None


def test_a_delivery_accepted_twice_changes_nothing_and_is_undone(
    service: Service, falun: Municipality
) -> None:
    make_decision("2080-P21/1", designation="DP 1", in_force_from=day("2021-11-10"))
    before = content()
    delivery = accepted(ngp.fetch(service, falun).delivery)
    assert Plan.objects.count() == 1
    assert PlanDecision.objects.get().archive_ref == "2080-P21/1"
    after = content()
    FetchedPlan.objects.all().delete()
    again = accepted(ngp.fetch(service, falun).delivery)
    assert (again.counts["new"], again.counts["changed"]) == (0, 0)
    assert content() == after
    for one in (again, delivery):
        assert deliveries.undo(one, by=make_user(lead="20")), one.hindrances
    assert content() == before


def test_what_was_thrown_away_or_undone_is_fetched_again(
    service: Service, falun: Municipality
) -> None:
    first = ngp.fetch(service, falun).delivery
    assert first is not None
    deliveries.throw_away(first)
    second = accepted(ngp.fetch(service, falun).delivery)
    deliveries.undo(second, by=make_user(lead="20"))
    assert ngp.fetch(service, falun).new == 1


def test_a_doubtful_plan_is_fetched_again_until_it_is_taken_in(
    service: Service, falun: Municipality
) -> None:
    known = make_decision("", designation="DP 1", in_force_from=None)
    delivery = accepted(ngp.fetch(service, falun).delivery)
    assert delivery.issues.filter(reason="ngp_doubtful").exists()
    PlanDecision.objects.filter(pk=known.pk).update(in_force_from=day("2021-11-10"))
    again = ngp.fetch(service, falun)
    assert again.changed == 1
    assert ngp.fetch(service, falun).delivery is None  # one waits already
    assert accepted(again.delivery).counts["refused"] == 0
    assert str(Plan.objects.get().national_id) == identity(1)
    assert ngp.fetch(service, falun).delivery is None


def test_a_plan_with_an_entry_that_is_not_in_the_catalogue_is_fetched_again(
    stand_in: StandIn, service: Service, falun: Municipality
) -> None:
    stand_in.collections["2080"].append(
        kept(9, told(), OTHER, planbestammelsekatalogreferens=UNKNOWN)
    )
    first = ngp.fetch(service, falun).delivery
    stand_in.collections["2080"][0] = feature(1, told(namn="Nytt namn"), AREA)
    delivery = accepted(ngp.fetch(service, falun).delivery)
    assert delivery.issues.filter(reason="ngp_catalogue_unknown").exists()
    assert accepted(first).issues.filter(reason="ngp_older").exists()
    assert ngp.fetch(service, falun).changed == 1


def test_plans_under_way_are_left_where_they_are(
    stand_in: StandIn, service: Service, falun: Municipality
) -> None:
    stand_in.collections["2080"] = whole(told(status="samråd", datumLagakraft=None))
    fetched = ngp.fetch(service, falun)
    assert (fetched.plans, fetched.delivery) == (0, None)


def test_a_plan_that_is_gone_is_told_and_left(
    stand_in: StandIn, service: Service, falun: Municipality
) -> None:
    stand_in.collections["2080"] += whole(told(2), first=11)
    accepted(ngp.fetch(service, falun).delivery)
    stand_in.collections["2080"] = whole(told(namn="Nytt"))
    fetched = ngp.fetch(service, falun)
    assert fetched.missing == [identity(2)]
    delivery = accepted(fetched.delivery)
    assert delivery.issues.get(reason="ngp_gone").value == "DP 2"
    assert Plan.objects.count() == 2


def test_a_plan_that_is_gone_is_told_once_also_when_nothing_else_is_new(
    stand_in: StandIn, service: Service, falun: Municipality
) -> None:
    second = whole(told(2), first=11)
    stand_in.collections["2080"] += second
    accepted(ngp.fetch(service, falun).delivery)
    before = content()
    stand_in.collections["2080"] = whole(told())
    fetched = ngp.fetch(service, falun)
    delivery = accepted(fetched.delivery)
    assert (fetched.new, fetched.changed, fetched.missing) == (0, 0, [identity(2)])
    assert delivery.issues.get().reason == "ngp_gone"
    assert delivery.counts == {"read": 1, "new": 0, "changed": 0, "same": 1, "refused": 0}
    assert content() == before
    assert ngp.fetch(service, falun).delivery is None
    stand_in.collections["2080"] += second
    assert ngp.fetch(service, falun).changed == 1


def test_provisions_of_a_document_are_not_the_searchs_to_change(
    stand_in: StandIn, service: Service, falun: Municipality
) -> None:
    accepted(ngp.fetch(service, falun).delivery)
    Provision.objects.update(national_id=identity(7), wording="Gamla magasinet ska bevaras.")
    stand_in.collections["2080"] = whole(told(namn="Nytt namn"))
    delivery = accepted(ngp.fetch(service, falun).delivery)
    known = delivery.issues.get()
    assert known.reason == "ngp_provisions_known"
    assert (known.facts["number"], known.facts["samples"]) == (1, ["DP 1"])
    assert Provision.objects.get().wording == "Gamla magasinet ska bevaras."


def test_northing_first_is_told(stand_in: StandIn, service: Service, falun: Municipality) -> None:
    """Every northing in Sweden is above every easting, so the order cannot be mistaken."""
    turned = {"type": "Polygon", "coordinates": [[[y, x] for x, y in corners()]]}
    stand_in.collections["2080"] = [feature(1, told(), turned)]
    delivery = accepted(ngp.fetch(service, falun).delivery)
    assert delivery.issues.filter(reason="ngp_shape_north_first").exists()
    area = PlanDecision.objects.get().area
    assert area is not None
    assert area.equals(square())


def test_without_an_area_of_its_own_a_plan_has_that_of_its_uses(
    stand_in: StandIn, service: Service, falun: Municipality
) -> None:
    """A combination of uses comes as several features with identical geometry."""
    uses = [
        feature(n, told(), AREA, "användningsbestämmelse", bestammelseformulering=use)
        for n, use in enumerate(("Bostäder", "Centrum"), 1)
    ]
    stand_in.collections["2080"] = [*uses, kept(3, told(), SMALL)]
    accepted(ngp.fetch(service, falun).delivery)
    area = PlanDecision.objects.get().area
    assert area is not None
    assert area.equals(square())


def test_equal_words_of_two_entries_are_two_provisions(
    stand_in: StandIn, service: Service, falun: Municipality
) -> None:
    """On allmän plats and on kvartersmark the catalogue has an entry each, with the same words."""
    common = "406f0f8e-21c6-4462-9475-465c7e875c28"
    stand_in.collections["2080"].append(
        kept(9, told(), OTHER, planbestammelsekatalogreferens=common)
    )
    accepted(ngp.fetch(service, falun).delivery)
    assert Provision.objects.count() == 2
    FetchedPlan.objects.all().delete()
    again = accepted(ngp.fetch(service, falun).delivery)
    assert again.preview == []


def test_a_persons_provision_with_the_same_words_takes_the_catalogues_entry(
    stand_in: StandIn, service: Service, falun: Municipality
) -> None:
    decision = make_decision("", designation="DP 1", in_force_from=day("2021-11-10"))
    facade = decision.provisions.create(
        letter="k", index="2", wording="Fasader ska vara av trä", classes=["varsamhet"]
    )
    material = [{"datatyp": "text", "variabelvarde": "trä", "beskrivning": "material"}]
    stand_in.collections["2080"] = [
        feature(1, told(), AREA),
        kept(2, told(), SMALL, planbestammelsekatalogreferens=FACADE,
             bestammelseformulering="Fasader ska vara av [material:text]",
             bestammelsevarde=material),
    ]  # fmt: skip
    accepted(ngp.fetch(service, falun).delivery)
    only = Provision.objects.get()
    assert (only.pk, str(only.catalogue_entry_id)) == (facade.pk, FACADE)


# The service itself


def test_every_page_is_fetched_and_the_system_asked_for(
    stand_in: StandIn, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "PAGE_FEATURES", 2)
    stand_in.collections["2080"] += whole(told(2), first=11)[:1]
    found = list(service.features("2080", known=False))
    assert [one["id"] for one in found] == ["f00001", "f00002", "f00003", "f00004", "f00011"]
    assert [asked.get("afterId") for asked in stand_in.asked] == [None, "f00002", "f00004"]
    assert {asked["crs"] for asked in stand_in.asked} == {client.CRS}


def test_a_full_page_without_a_link_is_followed_by_the_next(
    stand_in: StandIn, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "PAGE_FEATURES", 3)
    monkeypatch.setattr("tests.ngp_service._Handler._page", _without_links(stand_in), raising=True)
    assert len(list(service.features("2080", known=False))) == 4


def _without_links(stand_in: StandIn) -> Any:
    from tests.ngp_service import _Handler

    page = _Handler._page
    return lambda handler, code, query: {**page(handler, code, query), "links": []}


def test_an_empty_answer_for_a_known_collection_is_an_error(
    stand_in: StandIn, service: Service, falun: Municipality
) -> None:
    accepted(ngp.fetch(service, falun).delivery)
    stand_in.collections["2080"] = []
    before = content()
    with pytest.raises(ServiceError, match="tom"):
        ngp.fetch(service, falun)
    assert content() == before
    assert FetchedPlan.objects.count() == 1


def test_a_system_that_the_service_does_not_know_is_an_error(
    stand_in: StandIn, service: Service, falun: Municipality
) -> None:
    """It answers with an empty collection; asked without a system it holds something."""
    del stand_in.systems[client.CRS]
    with pytest.raises(ServiceError, match="koordinatsystemet"):
        ngp.fetch(service, falun)


def test_a_municipality_without_plans_is_empty(
    stand_in: StandIn, service: Service, falun: Municipality
) -> None:
    stand_in.collections["2080"] = []
    assert ngp.fetch(service, falun).plans == 0


@pytest.mark.parametrize("fault", ["500", "503", "429", "cut"])
def test_trouble_that_passes_is_waited_out(
    stand_in: StandIn, service: Service, pauses: list[float], fault: str
) -> None:
    stand_in.faults.extend([fault] * 3)
    assert len(list(service.features("2080", known=False))) == 4
    assert pauses == [1, 2, 4]


def test_trouble_that_stays_is_an_error(
    stand_in: StandIn, service: Service, pauses: list[float], falun: Municipality
) -> None:
    stand_in.faults.extend(["cut", "500"] * 5)
    with pytest.raises(ServiceError, match="efter 5 försök"):
        ngp.fetch(service, falun)
    assert pauses == [1, 2, 4, 8]
    assert not Delivery.objects.filter(kind="ngp").exists()


def test_a_service_that_is_not_there_is_an_error(stand_in: StandIn, pauses: list[float]) -> None:
    closed = Service(stand_in.account(token_url="http://127.0.0.1:9/token"), pauses.append)
    with pytest.raises(ServiceError, match="efter 5 försök"):
        list(closed.features("2080", known=False))


def test_an_expired_token_is_renewed(stand_in: StandIn, service: Service) -> None:
    list(service.features("2080", known=False))
    stand_in.faults.append("expired")
    assert len(list(service.features("2080", known=False))) == 4
    assert stand_in.tokens_given == 2


def test_a_token_is_kept_while_it_holds_and_no_longer(stand_in: StandIn, service: Service) -> None:
    for _ in range(2):
        list(service.features("2080", known=False))
    assert stand_in.tokens_given == 1
    stand_in.token_life = 1
    brief = Service(stand_in.account())
    for _ in range(2):
        list(brief.features("2080", known=False))
    assert stand_in.tokens_given == 3


def test_a_token_that_is_never_good_is_an_error(stand_in: StandIn, service: Service) -> None:
    stand_in.faults.extend(["expired", "expired"])
    with pytest.raises(ServiceError, match="900901"):
        list(service.features("2080", known=False))


def test_wrong_credentials_are_told(stand_in: StandIn) -> None:
    stranger = Service(stand_in.account(client_secret="fel"))
    with pytest.raises(ServiceError, match="NGP_CLIENT_SECRET"):
        list(stranger.features("2080", known=False))


def test_the_token_goes_nowhere_else(
    stand_in: StandIn, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in.faults.append("elsewhere")
    with pytest.raises(ServiceError, match="302"):
        list(service.features("2080", known=False))
    page = {"features": [{}], "links": [{"rel": "next", "href": "http://127.0.0.1:9/"}]}
    monkeypatch.setattr("tests.ngp_service._Handler._page", lambda *asked: page)
    with pytest.raises(ServiceError, match="annan adress"):
        list(service.features("2080", known=False))


def test_an_answer_that_ends_early_is_an_error(
    stand_in: StandIn, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = {"features": [{"id": "f1"}], "links": [], "numberMatched": 2}
    monkeypatch.setattr("tests.ngp_service._Handler._page", lambda *asked: page)
    with pytest.raises(ServiceError, match="1 objekt av 2"):
        list(service.features("2080", known=False))


@pytest.mark.parametrize("told", [[], {}, {"features": None}, {"features": "x"}, 7])
def test_an_answer_that_is_something_else_is_an_error(
    service: Service, monkeypatch: pytest.MonkeyPatch, told: Any
) -> None:
    monkeypatch.setattr("tests.ngp_service._Handler._page", lambda *asked: told)
    with pytest.raises(ServiceError, match="något annat"):
        list(service.features("2080", known=False))


# The command and the nightly job


@pytest.fixture
def _configured(stand_in: StandIn, settings: Any) -> None:
    account = stand_in.account()
    settings.NGP_BASE_URL = account.base_url
    settings.NGP_TOKEN_URL = account.token_url
    settings.NGP_CLIENT_ID = account.client_id
    settings.NGP_CLIENT_SECRET = account.client_secret


@pytest.mark.usefixtures("_configured")
def test_the_command_tells_what_came(stand_in: StandIn) -> None:
    out, err = StringIO(), StringIO()
    call_command("fetch_ngp", municipality=["2080"], stdout=out, stderr=err)
    number = Delivery.objects.get(kind="ngp").pk
    assert out.getvalue() == (
        f"2080 Falun: 1 planer, 1 nya, 0 ändrade. Leverans {number} väntar på att godtas.\n"
    )
    with pytest.raises(SystemExit, match="1"):
        call_command("fetch_ngp", municipality=["2081", "2080"], stdout=out, stderr=err)
    assert "2081 Borlänge" in err.getvalue()
    assert "2080 Falun: 1 planer, 0 nya, 0 ändrade.\n" in out.getvalue()


def test_the_command_says_what_it_needs(settings: Any) -> None:
    with pytest.raises(CommandError, match="NGP_CLIENT_ID"):
        call_command("fetch_ngp", municipality=["2080"])
    settings.NGP_CLIENT_ID = settings.NGP_CLIENT_SECRET = "x"
    with pytest.raises(CommandError, match="9999"):
        call_command("fetch_ngp", municipality=["9999"])
    with pytest.raises(CommandError, match="kommunkoder"):
        call_command("fetch_ngp")


@pytest.mark.usefixtures("_configured")
def test_the_night_fetches_what_is_configured(
    settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.NGP_MUNICIPALITIES = ["2080", "2081"]
    fetch_ngp(timestamp=0)
    assert Delivery.objects.filter(kind="ngp", state="checked").count() == 1
    assert "municipality 2081" in caplog.text  # it fails and keeps nobody waiting


@pytest.mark.usefixtures("_configured")
def test_one_municipality_that_breaks_keeps_nobody_waiting(
    settings: Any, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    fetch = ngp.fetch

    def broken(service: Service, municipality: Municipality) -> ngp.Fetched:
        if municipality.pk == "2021":
            raise ValueError("oväntat")
        return fetch(service, municipality)

    monkeypatch.setattr(ngp, "fetch", broken)
    settings.NGP_MUNICIPALITIES = ["2021", "2080"]
    with pytest.raises(ExceptionGroup) as told:
        fetch_ngp(timestamp=0)
    assert told.group_contains(ValueError, match="oväntat")
    assert "municipality 2021" in caplog.text
    assert Delivery.objects.filter(kind="ngp", state="checked").count() == 1
    out, err = StringIO(), StringIO()
    with pytest.raises(SystemExit, match="1"):
        call_command("fetch_ngp", stdout=out, stderr=err)
    assert "ValueError" in err.getvalue()
    assert "2080 Falun: 1 planer" in out.getvalue()


def test_the_night_does_nothing_without_an_account() -> None:
    fetch_ngp(timestamp=0)
    assert not Delivery.objects.filter(kind="ngp").exists()
