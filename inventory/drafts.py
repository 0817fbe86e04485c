"""Drafts live in the browser (`ts/drafts.ts`); the server says only which one is saved."""

import re
from typing import TypeVar

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

R = TypeVar("R", bound=HttpResponseBase)

COOKIE = "saved_draft"
DAYS = 30  # as long as the browser keeps a draft


def tell_saved(request: HttpRequest, response: R) -> R:
    """The answer to a form that is saved: it tells the browser that the form's draft can go."""
    draft = request.POST.get("draft", "")
    if re.fullmatch(r"[0-9a-z]{1,40}", draft):
        response.set_cookie(
            COOKIE,
            draft,
            max_age=DAYS * 24 * 60 * 60,
            secure=bool(settings.SESSION_COOKIE_SECURE),
            samesite="Lax",
        )
    return response
