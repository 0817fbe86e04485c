"""The page for what does not exist, the same where DEBUG is on."""

from collections.abc import Callable

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.defaults import page_not_found


def own_page(get_response: Callable[[HttpRequest], HttpResponse]) -> object:
    """Middleware: our 404 page instead of Django's technical one. Machines get what they got."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        html = response.get("Content-Type", "").startswith("text/html")
        if settings.DEBUG and response.status_code == 404 and html:
            return page_not_found(request, Http404())
        return response

    return answer
