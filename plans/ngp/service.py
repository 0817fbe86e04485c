"""NGP's search service for detailed plans: OGC API Features with one collection per municipality.

Behaviour: design note standards.md, section 2. Its default reference system is EPSG:3006, not the
standard's, and an unknown one is answered with an empty collection, so the system is always asked
for and an empty answer is never taken at its word.
"""

import base64
import http.client
import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urljoin, urlsplit, urlunsplit

from django.utils.translation import gettext as _

CRS = "http://www.opengis.net/def/crs/EPSG/0/3006"
PAGE_FEATURES = 1_000  # of at most 10 000
TIMEOUT = 60  # seconds without a byte
TRIES = 5
FIRST_PAUSE = 1.0  # seconds; doubled for each try
LONGEST_PAUSE = 60.0
TOKEN_MARGIN = 60  # seconds before its end that a token is renewed
MAX_ANSWER_BYTES = 200 * 1024**2
PASSING = frozenset({408, 429, 500, 502, 503, 504})
USER_AGENT = "raknaq"

Json = Mapping[str, Any]


class ServiceError(Exception):
    """The service did not give a whole answer; the text says why and what to do."""


class _PassingError(Exception):
    """Something that may be over at the next try, with the seconds that the service asks for."""

    def __init__(self, told: str, wait: float = 0) -> None:
        super().__init__(told)
        self.wait = wait


class _UnauthorizedError(Exception):
    """HTTP 401, with what the service says."""


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """The token is for the address that was configured and for no other."""

    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


@dataclass(frozen=True)
class Account:
    """Where the service is and who asks (OAuth2 client credentials)."""

    base_url: str
    token_url: str
    client_id: str
    client_secret: str


class Service:
    """Asks the service, with its token. `pause` waits so many seconds between tries."""

    def __init__(self, account: Account, pause: Callable[[float], None] = time.sleep) -> None:
        self._account = account
        self._pause = pause
        self._open = urllib.request.build_opener(_NoRedirect).open
        self._token = ""
        self._token_until = 0.0

    def features(self, municipality: str, *, known: bool) -> Iterator[Json]:
        """Every feature of a municipality's collection, page by page, in EPSG:3006.

        `known` says that the collection is known to hold something. Raises ServiceError, also
        when the answer is empty where it should not be, or ends before its stated number.
        """
        url: str | None = self._items(municipality, limit=PAGE_FEATURES, crs=CRS)
        seen: set[str] = set()
        got = 0
        matched = None
        while url:
            if url in seen:
                raise ServiceError(_("NGP svarade med samma sida igen: %s") % url)
            seen.add(url)
            page = self._page(url)
            found = [one for one in page["features"] if isinstance(one, dict)]
            matched = page.get("numberMatched") if matched is None else matched
            got += len(found)
            yield from found
            url = self._next(url, page, found)
        if isinstance(matched, int) and got < matched:
            told = {"got": got, "matched": matched}
            raise ServiceError(_("NGP gav %(got)s objekt av %(matched)s. Försök igen.") % told)
        if not got and (known or self._holds_something(municipality)):
            raise ServiceError(
                _(
                    "NGP svarade att kommunen %s är tom, men den har planer. Troligen är "
                    "koordinatsystemet eller behörigheten fel. Inget togs som borttaget."
                )
                % municipality
            )

    def _items(self, municipality: str, **query: Any) -> str:
        base = self._account.base_url.rstrip("/")
        return f"{base}/collections/{quote(municipality, safe='')}/items?{urlencode(query)}"

    def _holds_something(self, municipality: str) -> bool:
        """Whether the collection answers when no system is asked for."""
        return bool(self._page(self._items(municipality, limit=1), crs="")["features"])

    def _next(self, url: str, page: Json, found: Sequence[Json]) -> str | None:
        """The address of the next page: the one linked to, else after the last of a full page."""
        links = page.get("links")
        for link in links if isinstance(links, list) else ():
            if isinstance(link, dict) and link.get("rel") == "next":
                return self._own(urljoin(url, str(link.get("href"))))
        if len(found) < PAGE_FEATURES:
            return None
        return _with(url, afterId=str(found[-1].get("id")))

    def _own(self, url: str) -> str:
        """An address of the service, in our system. Raises ServiceError for any other."""
        if urlsplit(url)[:2] != urlsplit(self._account.base_url)[:2]:
            raise ServiceError(_("NGP hänvisade till en annan adress: %s") % url)
        return _with(url, crs=CRS)

    def _page(self, url: str, crs: str = CRS) -> Json:
        page, answered = self._json(url)
        if not isinstance(page, dict) or not isinstance(page.get("features"), list):
            raise ServiceError(_("NGP svarade med något annat än objekt: %s") % url)
        if crs and answered and answered.strip("<>") != crs:
            raise ServiceError(_("NGP svarade i ett annat koordinatsystem: %s") % answered)
        return page

    def _json(self, url: str) -> tuple[Any, str]:
        """The answer to a request with our token, and its Content-Crs; a new token at a 401."""
        try:
            return self._ask(url, {"Authorization": f"Bearer {self._valid_token()}"})
        except _UnauthorizedError:
            self._token = ""
        try:
            return self._ask(url, {"Authorization": f"Bearer {self._valid_token()}"})
        except _UnauthorizedError as refused:
            raise ServiceError(_("NGP släpper inte in raknaq: %s") % refused) from None

    def _valid_token(self) -> str:
        if self._token and time.monotonic() < self._token_until:
            return self._token
        account = self._account
        pair = f"{quote(account.client_id)}:{quote(account.client_secret)}".encode()
        headers = {
            "Authorization": f"Basic {base64.b64encode(pair).decode()}",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        form = urlencode({"grant_type": "client_credentials"}).encode()
        try:
            told, _crs = self._ask(account.token_url, headers, form)
        except _UnauthorizedError as refused:
            text = _("NGP godtar inte NGP_CLIENT_ID och NGP_CLIENT_SECRET: %s")
            raise ServiceError(text % refused) from None
        if not isinstance(told, dict) or not isinstance(told.get("access_token"), str):
            raise ServiceError(_("NGP gav ingen nyckel (access_token)."))
        life = told.get("expires_in")
        self._token = told["access_token"]
        self._token_until = time.monotonic() + (life if isinstance(life, int) else 0) - TOKEN_MARGIN
        return self._token

    def _ask(
        self, url: str, headers: Mapping[str, str], form: bytes | None = None
    ) -> tuple[Any, str]:
        """One request, tried again with longer and longer pauses while the trouble may pass."""
        for attempt in range(1, TRIES + 1):
            try:
                return self._once(url, headers, form)
            except _PassingError as trouble:
                if attempt == TRIES:
                    told = {"tries": TRIES, "why": trouble}
                    text = _("NGP svarade inte efter %(tries)s försök: %(why)s")
                    raise ServiceError(text % told) from None
                wait = max(trouble.wait, FIRST_PAUSE * 2 ** (attempt - 1))
                self._pause(min(wait, LONGEST_PAUSE))
        raise AssertionError

    def _once(self, url: str, headers: Mapping[str, str], form: bytes | None) -> tuple[Any, str]:
        if urlsplit(url).scheme not in ("http", "https"):
            raise ServiceError(_("Adressen till NGP ska börja med https://: %s") % url)
        accept = {"Accept": "application/geo+json, application/json", "User-Agent": USER_AGENT}
        request = urllib.request.Request(url, form, {**accept, **headers})  # noqa: S310 (checked)
        try:
            with self._open(request, timeout=TIMEOUT) as answer:
                body = answer.read(MAX_ANSWER_BYTES + 1)
                crs = answer.headers.get("Content-Crs", "")
        except urllib.error.HTTPError as error:
            raise _judged(error) from None
        except (OSError, http.client.HTTPException) as error:
            raise _PassingError(str(error) or type(error).__name__) from None
        if len(body) > MAX_ANSWER_BYTES:
            raise ServiceError(_("NGP:s svar är för stort: %s") % url)
        try:
            return json.loads(body), crs
        except (ValueError, RecursionError):
            raise _PassingError("JSON") from None


def _judged(error: urllib.error.HTTPError) -> Exception:
    """What an error status means."""
    with error:
        try:
            said = error.read(2_000).decode(errors="replace")
        except (OSError, http.client.HTTPException):
            said = ""
    told = f"HTTP {error.code} {said[:200]}"
    if error.code == 401:
        return _UnauthorizedError(told)
    if error.code in PASSING:
        after = error.headers.get("Retry-After", "")
        return _PassingError(told, float(after) if after.isdigit() else 0)
    return ServiceError(_("NGP svarade %s") % told)


def _with(url: str, **more: str) -> str:
    """An address with query values set."""
    parts = urlsplit(url)
    query = {**dict(parse_qsl(parts.query)), **more}
    return urlunsplit(parts._replace(query=urlencode(query)))
