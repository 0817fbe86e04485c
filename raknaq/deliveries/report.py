"""What the page of a delivery says: how it stands, what it changes, and its issues in words."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.core.paginator import Paginator
from django.db.models import Min, Q, Sum, Value
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from inventory.pages import map_config
from inventory.queries import undecided_duplicates, waiting_rows
from plans.access import may_accept, may_throw_away
from plans.ends import open_ends
from plans.imports.issues import Found
from plans.imports.reasons import say
from plans.models import Delivery, Issue
from raknaq.deliveries.forms import ReadingForm
from raknaq.deliveries.jobs import FAILED
from raknaq.deliveries.words import PAGE, hindrances, table_name
from raknaq.kinds import LABELS, NATIONAL
from raknaq.templatetags.figures import whole

PAGE_ROWS = 50
SWEDEN = [[55.2, 10.9], [69.1, 24.2]]  # the map's frame until the places are known
SHOWN_ROWS = 20  # row numbers of issues alike


def standing(delivery: Any) -> str:
    """What a delivery in the list, which has its number of `errors`, waits for."""
    if delivery.task:
        return str(delivery.get_task_display())
    if delivery.state == Delivery.State.RECEIVED and "refused" in delivery.found:
        return _("Kan inte läsas")
    if delivery.state == Delivery.State.RECEIVED:
        return _("Väntar på kontroll")
    if delivery.state == Delivery.State.CHECKED and delivery.errors:
        told = ngettext("%(number)s fel att rätta", "%(number)s fel att rätta", delivery.errors)
        return told % {"number": whole(delivery.errors)}
    if delivery.state == Delivery.State.CHECKED:
        return _("Väntar på att godtas")
    return str(delivery.get_state_display())


def page_of(request: HttpRequest, found: Delivery, form: ReadingForm) -> dict[str, Any]:
    """What the templates of a delivery's page say, with the form for how it is read."""
    grade = request.GET.get("grad")
    page = Paginator(_alike(found, grade), PAGE_ROWS).get_page(request.GET.get("sida"))
    open_state = found.state in (Delivery.State.RECEIVED, Delivery.State.CHECKED)
    numbers = dict(found.issues.order_by().values_list("severity").annotate(number=Sum("count")))
    errors = numbers.get(Issue.Severity.ERROR, 0)
    return {
        "delivery": found,
        "label": LABELS[found.kind],
        "form": form if open_state and not found.task else None,
        "refused": _refused(found),
        "reported": found.state != Delivery.State.RECEIVED,
        "failed": found.step == FAILED and not found.task,
        "errors": errors,
        "warnings": numbers.get(Issue.Severity.WARNING, 0),
        "page": page,
        "rows": _first_of_each(page),
        "effects": [{**told, "name": table_name(told["table"])} for told in found.preview],
        "hindrances": hindrances(found.hindrances),
        "may_accept": may_accept(request, found),
        "may_throw_away": may_throw_away(request, found),
        "follows": _follows(found),
        "undoable": found.context is not None and found.kind not in NATIONAL,
        "ready": found.state == Delivery.State.CHECKED and not errors and not found.task,
        "places": any(told["places"] for told in found.preview)
        or found.issues.filter(place__isnull=False).exists(),
        "map": map_config(
            SWEDEN, county=found.county_id or "", places=f"/api/leverans/{found.pk}/platser/"
        ),
    }


def _follows(found: Delivery) -> list[tuple[str, str, int]]:
    """What an accepted delivery leaves to decide in its county: (words, route, number)."""
    if found.state != Delivery.State.ACCEPTED or found.county_id is None:
        return []
    county = found.county_id
    queues = (
        (_("Upphöranden att ta ställning till"), "inventory:ends", open_ends(county).count()),
        (_("Rader att matcha"), "inventory:matching", waiting_rows(county).count()),
        (_("Möjliga dubbletter"), "inventory:duplicates", undecided_duplicates(county)),
    )
    return [queue for queue in queues if queue[2]]


def _alike(found: Delivery, grade: str | None) -> Any:
    """The issues of a delivery in groups that say the same of the same value, errors first."""
    issues = found.issues.all()
    if grade in Issue.Severity.values:
        issues = issues.filter(severity=grade)
    groups = issues.values("severity", "reason", "field", "value")
    return groups.annotate(
        first=Min("pk"),
        number=Sum("count"),
        rows=ArrayAgg("row", order_by="row", filter=Q(row__isnull=False), default=Value([])),
    ).order_by("severity", "first")


def _first_of_each(
    groups: Iterable[Mapping[str, Any]],
) -> list[tuple[Issue, str, str, list[int]]]:
    """The first issue of each group, in words, its longitude and latitude, and the others' rows."""
    listed = list(groups)
    first = Issue.objects.in_bulk([group["first"] for group in listed])
    return [
        (
            first[group["first"]],
            text_of(first[group["first"]]),
            _where(first[group["first"]]),
            group["rows"][1:SHOWN_ROWS],
        )
        for group in listed
    ]


def _where(issue: Issue) -> str:
    """The longitude and latitude of an issue's place; empty where it has none."""
    if issue.place is None:
        return ""
    place: Any = issue.place.transform(4326, clone=True)
    return f"{place.x:.6f} {place.y:.6f}"


def _refused(found: Delivery) -> str:
    """Why the file cannot be read as it is, in words; empty when it can."""
    told = found.found.get("refused")
    return say(told["reason"], told["facts"], speech=PAGE) if told else ""


def text_of(issue: Issue) -> str:
    """A stored issue in words."""
    return Found(
        issue.severity, issue.reason, issue.row, issue.field, issue.value, issue.facts, issue.count
    ).text(PAGE)
