"""Fetching detailed plans from NGP: what is new or changed in a municipality becomes a delivery.

The delivery is checked but never accepted here: that is a person's to do.
"""

import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.files import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from plans import deliveries
from plans.imports import system_account
from plans.imports.ngp import NGP
from plans.models import Delivery, FetchedPlan, Municipality, Plan
from plans.ngp.service import Account, Json, Service
from raknaq.lib.files.ngp_search import Triple, digest, folded, gone, lines, plan_of, triple

SENDER = "NGP"
TAKEN = ("laga kraft", "upphävd")  # as plans/imports/sql/ngp_prepare.sql

Plans = Mapping[str, Sequence[Triple]]


@dataclass(frozen=True)
class Fetched:
    """What came of one municipality: plans in force or repealed there, how many of them are new
    and changed since the last fetch, those gone since, and the delivery, if any.
    """

    plans: int
    new: int
    changed: int
    missing: Sequence[str]
    delivery: Delivery | None


def configured() -> Service | None:
    """The service with the account of the settings, None where there is none."""
    if not settings.NGP_CLIENT_ID or not settings.NGP_CLIENT_SECRET:
        return None
    return Service(
        Account(
            base_url=settings.NGP_BASE_URL,
            token_url=settings.NGP_TOKEN_URL,
            client_id=settings.NGP_CLIENT_ID,
            client_secret=settings.NGP_CLIENT_SECRET,
        )
    )


def municipalities(codes: Sequence[str]) -> Sequence[Municipality]:
    """The municipalities with these codes, with their counties."""
    found = Municipality.objects.select_related("county").defer("area", "area_3857")
    return list(found.filter(code__in=codes).order_by("code"))


def fetch(service: Service, municipality: Municipality) -> Fetched:
    """Fetch a municipality and hand in what is new, changed or gone since; what is gone once.

    Raises plans.ngp.service.ServiceError; then nothing is handed in.
    """
    known = _known(municipality)
    on_ngp = Plan.objects.filter(municipality=municipality, national_id__isnull=False).exists()
    features = service.features(municipality.pk, known=bool(known) or on_ngp)
    plans = _grouped(features)
    digests = {key: digest(triples) for key, triples in plans.items()}
    differing = [key for key in plans if known.get(key) != digests[key]]
    missing = sorted(key for key, told in known.items() if told and key not in plans)
    delivery = None
    if differing or missing:
        told = {key: digests[key] for key in differing} | dict.fromkeys(missing, "")
        brought = [*(plans[key] for key in differing), *map(gone, missing)]
        delivery = _hand_in(municipality, brought, told)
    new = sum(key not in known for key in differing)
    return Fetched(len(plans), new, len(differing) - new, missing, delivery)


def _known(municipality: Municipality) -> dict[str, str]:
    """The digest of each plan as it was last fetched, deliveries since undone aside.

    It is empty for a plan that has been told as gone.
    """
    latest = (
        FetchedPlan.objects.filter(municipality=municipality)
        .exclude(delivery__state=Delivery.State.UNDONE)
        .order_by("national_id", "-delivery_id")
        .distinct("national_id")
    )
    return {str(key): told for key, told in latest.values_list("national_id", "digest")}


def _grouped(features: Iterable[Json]) -> dict[str, list[Triple]]:
    """The folded triples of each plan in force or repealed."""
    found: dict[str, list[Triple]] = {}
    for feature in features:
        one = triple(feature)
        key = plan_of(one)
        if key and one["plan"].get("status") in TAKEN:
            found.setdefault(key, []).append(one)
    return {key: folded(triples) for key, triples in sorted(found.items())}


def _hand_in(
    municipality: Municipality,
    plans: Sequence[Sequence[Triple]],
    digests: Mapping[str, str],
) -> Delivery:
    """A delivery of some plans, looked into and checked."""
    with _file(municipality, plans) as file, transaction.atomic():
        delivery = deliveries.hand_in(
            NGP,
            [file],
            by=system_account(),
            county=municipality.county,
            sender=SENDER,
            note=_("Hämtad ur NGP för %s.") % municipality.name,
        )
        FetchedPlan.objects.bulk_create(
            FetchedPlan(delivery=delivery, municipality=municipality, national_id=key, digest=told)
            for key, told in digests.items()
        )
    deliveries.look(NGP, delivery)
    deliveries.check(NGP, delivery)
    return delivery


@contextmanager
def _file(municipality: Municipality, plans: Sequence[Sequence[Triple]]) -> "Iterator[File[bytes]]":
    name = f"ngp-{municipality.pk}-{timezone.localdate()}.jsonl"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        with path.open("w", encoding="utf-8") as written:
            written.writelines(lines(municipality.pk, plans))
        with path.open("rb") as read:
            yield File(read, name=name)
