"""Rights, in one place: who may read and write what, as lists of county codes.

Every signed-in member reads all counties. Write rights stop at the county border. The lists go
unchanged to the ORM and to SQL, so a page and a tile can never judge differently. What one may not
know exists is 404; a member who may read but not write gets 403.
"""

import datetime
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, User
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _

from plans.models import County, Delivery, Membership, Plan, PlanDecision, PlanRelation, Provision
from plans.models.members import Role

DEMO_PREFIX = "demo."

# Which roles carry which right. The right holds in the membership's county, or everywhere where
# the membership names none.
RECORD = frozenset({Role.RECORDER, Role.LEAD})
CHECK = frozenset({Role.CHECKER, Role.RECORDER, Role.LEAD})
SET_RATE = frozenset({Role.LEAD})
INVITE = frozenset({Role.LEAD, Role.ADMINISTRATOR})
HAND_IN = frozenset({Role.RECORDER, Role.LEAD, Role.COORDINATOR, Role.ADMINISTRATOR})
ACCEPT = frozenset({Role.LEAD, Role.COORDINATOR, Role.ADMINISTRATOR})
LEADS = frozenset({Role.LEAD})
# Copies of documents may hold secret or personal data: those who do the county's work open them,
# and checkers, who check across counties (design note domain.md §5).
OPEN_COPIES = frozenset({Role.READER, Role.RECORDER, Role.LEAD, Role.CHECKER})


@dataclass(frozen=True)
class Access:
    """What one person may do on one day, worked out once per request."""

    memberships: tuple[tuple[str, str | None], ...]
    """(role, county code or None for the whole country) of each membership that holds."""

    @cached_property
    def reads(self) -> list[str]:
        """The codes of the counties whose plans and markings may be read: all, for a member."""
        return _all_counties() if self.memberships else []

    @cached_property
    def records(self) -> list[str]:
        """The codes of the counties in which plans may be read out and markings recorded."""
        return self._counties(RECORD)

    @cached_property
    def checks(self) -> list[str]:
        """The codes of the counties whose readings may be checked: all, for one who checks in any.

        Many counties have one person, so whoever reads plans or checks in a county may check the
        work of every other (design note domain.md, section 3, 14). Nobody checks their own.
        """
        return _all_counties() if any(role in CHECK for role, county in self.memberships) else []

    @cached_property
    def sets_rate(self) -> list[str]:
        """The codes of the counties for which one decides how many readings are checked."""
        return self._counties(SET_RATE)

    @cached_property
    def hands_in(self) -> list[str]:
        """The codes of the counties whose deliveries may be handed in, prepared and read."""
        return self._counties(HAND_IN)

    @cached_property
    def invites(self) -> list[str]:
        """The codes of the counties to which a guest recorder may be invited."""
        return self._counties(INVITE)

    @cached_property
    def accepts(self) -> list[str]:
        """The codes of the counties for which deliveries may be accepted and undone."""
        return self._counties(ACCEPT)

    @cached_property
    def leads(self) -> list[str]:
        """The codes of the counties for which the storing of copies of documents is decided."""
        return self._counties(LEADS)

    @cached_property
    def opens_copies(self) -> list[str]:
        """The codes of the counties whose stored copies of documents may be opened."""
        if any(role == Role.CHECKER for role, _ in self.memberships):
            return _all_counties()
        return self._counties(OPEN_COPIES)

    @cached_property
    def accepts_nationally(self) -> bool:
        """Whether deliveries for the whole country may be handed in, accepted and undone."""
        return any(county is None and role in ACCEPT for role, county in self.memberships)

    def accepts_for(self, county: str | None) -> bool:
        """Whether a delivery for this county, None for the country, may be accepted and undone."""
        return self.accepts_nationally if county is None else county in self.accepts

    def _counties(self, roles: frozenset[Role]) -> list[str]:
        held = {county for role, county in self.memberships if role in roles}
        return _all_counties() if None in held else sorted(c for c in held if c)


def _all_counties() -> list[str]:
    return list(County.objects.order_by("code").values_list("code", flat=True))


def access_of(user: AbstractBaseUser | AnonymousUser, day: datetime.date | None = None) -> Access:
    """The access of a user on a day (today). Anonymous and inactive users have none."""
    if not isinstance(user, User) or not user.is_active:
        return Access(())
    day = day or timezone.localdate()
    held = Membership.objects.filter(Q(until__isnull=True) | Q(until__gte=day), user=user)
    return Access(tuple(held.values_list("role", "county_id")))


def access(request: HttpRequest) -> Access:
    """The access of the one who asks; kept on the request, so that it is asked for once."""
    known: Access | None = getattr(request, "_access", None)
    if known is None:
        known = access_of(request.user)
        request._access = known  # type: ignore[attr-defined]
    return known


def person(request: HttpRequest) -> User:
    """The one who is signed in; the login middleware has let nobody else this far."""
    assert isinstance(request.user, User)  # noqa: S101
    return request.user


def county_to_read(request: HttpRequest, code: str) -> County:
    """The county, or 404 for one who may not read it."""
    if code not in access(request).reads:
        raise Http404
    return County.objects.get(code=code)


def county_to_record(request: HttpRequest, code: str) -> County:
    """The county for one who records in it; 403 for a reader, 404 for a stranger."""
    county = county_to_read(request, code)
    if code not in access(request).records:
        raise PermissionDenied(
            _("Du kan läsa planer i %(county)s men inte registrera där.") % {"county": county.name}
        )
    return county


def counties_to_check(request: HttpRequest) -> list[str]:
    """The codes of the counties for one who checks readings; 403 for one who does not."""
    counties = access(request).checks
    if not counties:
        raise PermissionDenied(
            _("Kollegial granskning gör den som registrerar, granskar eller är länsansvarig.")
        )
    return counties


def county_to_check(request: HttpRequest, code: str) -> County:
    """The county for one who may check its readings; 403 for a reader, 404 for a stranger."""
    county = county_to_read(request, code)
    if code not in counties_to_check(request):
        raise Http404
    return county


def county_to_set_rate(request: HttpRequest, code: str) -> County:
    """The county for its lead, who decides how much is checked; 403 for other members, else 404."""
    county = county_to_read(request, code)
    if code not in access(request).sets_rate:
        raise PermissionDenied(_("Länsansvarig bestämmer hur stor andel som granskas."))
    return county


def county_to_sign(request: HttpRequest, code: str) -> County:
    """The county for one who accepts its deliveries; 403 for a reader, 404 for a stranger."""
    county = county_to_read(request, code)
    if code not in access(request).accepts:
        raise PermissionDenied(_("Länsansvarig eller samordnare skriver under."))
    return county


def county_to_lead(request: HttpRequest, code: str) -> County:
    """The county for one who leads its inventory; 403 for other members, 404 for a stranger."""
    county = county_to_read(request, code)
    if code not in access(request).leads:
        raise PermissionDenied(_("Länsansvarig antecknar länets beslut."))
    return county


def county_of_copies(request: HttpRequest, code: str) -> str:
    """The county's code for one who may open its copies of documents, else 404."""
    if code not in access(request).opens_copies:
        raise Http404
    return code


def end_to_read(request: HttpRequest, relation_id: int) -> PlanRelation:
    """A proposed or decided end with its decision, or 404 for one who may not read it."""
    allowed = PlanRelation.objects.filter(decision__municipality__county__in=access(request).reads)
    relation = allowed.select_related("decision__municipality").filter(pk=relation_id).first()
    if relation is None:
        raise Http404
    return relation


def decision_to_record(request: HttpRequest, decision_id: int) -> PlanDecision:
    """The decision for one who records in its county; 403 for a reader, 404 for a stranger."""
    decision = PlanDecision.objects.select_related("municipality").filter(pk=decision_id).first()
    if decision is None:
        raise Http404
    county_to_record(request, decision.municipality.county_id)
    return decision


def plan_to_read(request: HttpRequest, plan_id: int) -> Plan:
    """The plan with its municipality and county, or 404 for one who may not read it."""
    allowed = Plan.objects.filter(municipality__county__in=access(request).reads)
    plan = allowed.select_related("municipality__county").filter(pk=plan_id).first()
    if plan is None:
        raise Http404
    return plan


def plan_to_record(request: HttpRequest, plan_id: int) -> Plan:
    """The plan for one who records in its county; 403 for a reader, 404 for a stranger."""
    plan = plan_to_read(request, plan_id)
    county_to_record(request, plan.municipality.county_id)
    return plan


def provision_to_record(request: HttpRequest, provision_id: int) -> Provision:
    """The provision with its decision and catalogue entry, for one who records in its county.

    403 for a reader, 404 for a stranger.
    """
    found = (
        Provision.objects.select_related("decision", "catalogue_entry")
        .defer("area", "decision__area", "decision__area_3857")
        .filter(pk=provision_id)
        .first()
    )
    if found is None:
        raise Http404
    found.decision.plan = plan_to_record(request, found.decision.plan_id)
    return found


def deliveries_to_see(request: HttpRequest) -> QuerySet[Delivery]:
    """The deliveries of the counties for which one may hand in, less the demo's own mark."""
    seen = access(request)
    own = Q(county__in=seen.hands_in)
    if seen.accepts_nationally:
        own |= Q(county=None)
    return Delivery.objects.filter(own).exclude(kind="demo")


def delivery_to_see(request: HttpRequest, delivery_id: int) -> Delivery:
    """The delivery, or 404 for one who may not know of it."""
    allowed = deliveries_to_see(request).select_related("received_by", "accepted_by", "undone_by")
    delivery = allowed.filter(pk=delivery_id).first()
    if delivery is None:
        raise Http404
    return delivery


def may_accept(request: HttpRequest, delivery: Delivery) -> bool:
    """Whether the one who asks may accept and undo the delivery."""
    return access(request).accepts_for(delivery.county_id)


def may_throw_away(request: HttpRequest, delivery: Delivery) -> bool:
    """Whether the one who asks may delete the delivery: who handed it in, or who may accept it."""
    return delivery.received_by == person(request) or may_accept(request, delivery)


def delivery_to_accept(request: HttpRequest, delivery_id: int) -> Delivery:
    """The delivery for one who may accept and undo it; 403 for one who may only prepare it."""
    delivery = delivery_to_see(request, delivery_id)
    if not may_accept(request, delivery):
        raise PermissionDenied(
            _("Du kan förbereda leveransen. Länsansvarig eller samordnare godtar och ångrar.")
        )
    return delivery


class LoginUnlessListed(LoginRequiredMiddleware):
    """Every view asks for login unless it is marked `login_not_required`; machines get 401.

    What is behind the login is kept by no browser, unless its view says how: on a shared computer
    it would outlive the login, and Back would show what others have changed since.
    """

    machine_paths = ("/api/", "/tiles/")

    def process_view(
        self, request: HttpRequest, view_func: Any, view_args: Any, view_kwargs: Any
    ) -> HttpResponseBase | None:
        request.is_closed = getattr(view_func, "login_required", True)  # type: ignore[attr-defined]
        return super().process_view(request, view_func, view_args, view_kwargs)

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        if getattr(request, "is_closed", False) and not response.has_header("Cache-Control"):
            patch_cache_control(response, private=True, no_store=True)
        return response

    def handle_no_permission(  # type: ignore[override]
        self, request: HttpRequest, view_func: Any
    ) -> HttpResponse:
        if request.path.startswith(self.machine_paths):
            return JsonResponse({"error": _("Logga in för att hämta det här.")}, status=401)
        return super().handle_no_permission(request, view_func)


class DemoAwareBackend(ModelBackend):
    """Django's passwords, but demo logins are good only where DEBUG is on."""

    def user_can_authenticate(self, user: User | AnonymousUser | None) -> bool:
        demo = user is not None and user.get_username().startswith(DEMO_PREFIX)
        return super().user_can_authenticate(user) and (settings.DEBUG or not demo)


class ClosedSignup(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are given, never taken."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
