"""A stand-in for NGP's search service on loopback, behaving as standards.md, section 2, says.

OAuth2 client credentials; one collection per municipality; EPSG:3006 by default and an empty
collection for a system that it does not know; keyset paging by afterId and rel=next; 401 with the
platform's own body. `faults` are met by the next requests for items, one each.
"""

import base64
import json
import threading
from collections import deque
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from plans.ngp.service import Account

Json = dict[str, Any]
CLIENT, SECRET = "raknaq", "hemligt"
SYSTEMS = {"": 3006, "http://www.opengis.net/def/crs/EPSG/0/3006": 3006}
MISSING = {
    "code": "900902",
    "message": "Missing Credentials",
    "description": "Invalid Credentials. Make sure your API invocation call has a header",
}


class StandIn(ThreadingHTTPServer):
    """The service: its collections (municipality → features), its tokens, its faults, its log."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.collections: dict[str, list[Json]] = {}
        self.tokens: set[str] = set()
        self.tokens_given = 0
        self.token_life = 3600
        self.faults: deque[str] = deque()
        self.asked: list[dict[str, str]] = []
        self.systems = dict(SYSTEMS)
        self.page_limit = 10_000
        self.tells_number = True

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def account(self, **other: str) -> Account:
        told = {
            "base_url": f"{self.base}/detaljplan/v2",
            "token_url": f"{self.base}/token",
            "client_id": CLIENT,
            "client_secret": SECRET,
        }
        return Account(**{**told, **other})

    def __enter__(self) -> "StandIn":
        threading.Thread(target=self.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *args: object) -> None:
        self.shutdown()
        self.server_close()


class _Handler(BaseHTTPRequestHandler):
    server: StandIn

    def log_message(self, *args: Any) -> None:
        """Nothing on the terminal."""

    def do_POST(self) -> None:
        form = self.rfile.read(int(self.headers["Content-Length"])).decode()
        pair = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        if self.headers["Authorization"] != f"Basic {pair}":
            return self._answer(401, {"error": "invalid_client"})
        assert parse_qs(form) == {"grant_type": ["client_credentials"]}
        self.server.tokens_given += 1
        token = f"token-{self.server.tokens_given}"
        self.server.tokens.add(token)
        return self._answer(200, {"access_token": token, "expires_in": self.server.token_life})

    def do_GET(self) -> None:
        token = (self.headers["Authorization"] or "").removeprefix("Bearer ")
        if token not in self.server.tokens:
            return self._answer(401, MISSING)
        if self.server.faults:
            return self._fail(self.server.faults.popleft())
        address = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(address.query).items()}
        self.server.asked.append(query)
        code = address.path.removeprefix("/detaljplan/v2/collections/").removesuffix("/items")
        if code not in self.server.collections:
            return self._answer(404, {"code": "NotFound"})
        return self._answer(200, self._page(code, query))

    def _page(self, code: str, query: dict[str, str]) -> Json:
        system = self.server.systems.get(query.get("crs", ""))
        features = self.server.collections[code] if system else []
        after = query.get("afterId")
        start = 0
        if after:
            start = [feature["id"] for feature in features].index(after) + 1
        limit = min(int(query.get("limit", 10)), self.server.page_limit)
        page = features[start : start + limit]
        links = [{"rel": "self", "href": self.path}]
        if start + limit < len(features):
            more = urlencode({**query, "afterId": page[-1]["id"]})
            links.append(
                {"rel": "next", "href": f"{self.server.base}{urlsplit(self.path).path}?{more}"}
            )
        told: Json = {"type": "FeatureCollection", "features": page, "links": links}
        if self.server.tells_number:
            told["numberMatched"] = len(features)
        return told

    def _fail(self, fault: str) -> None:
        if fault == "cut":
            body = b'{"type": "FeatureCollection", "features": ['
            self.send_response(200)
            self.send_header("Content-Length", str(len(body) * 10))
            self.end_headers()
            self.wfile.write(body)
            self.close_connection = True
        elif fault == "expired":
            self.server.tokens.clear()
            self._answer(401, {**MISSING, "code": "900901", "message": "Invalid Credentials"})
        elif fault == "elsewhere":
            self.send_response(302)
            self.send_header("Location", f"{self.server.base}/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()
        else:
            self._answer(int(fault), {"code": fault})

    def _answer(self, status: int, told: Json) -> None:
        body = json.dumps(told).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def feature(
    number: int, plan: Json, geometry: Json | None, typ: str = "detaljplan", **provision: Any
) -> Json:
    """One (plan, provision, geometry) triple as the service gives it."""
    told: Json = {
        "datetime": "2026-01-01T00:00:00Z",
        "feature": {"typ": typ},
        "detaljplan": plan,
    }
    if provision:
        told["planbestammelse"] = provision
    return {"type": "Feature", "id": f"f{number:05d}", "geometry": geometry, "properties": told}
