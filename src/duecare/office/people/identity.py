"""The way to the house's identity provider."""

from __future__ import annotations

from allauth.socialaccount.providers.openid_connect.views import login
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from duecare.office.people.guard import public


@public
@require_http_methods(["GET", "POST"])
def to_provider(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    """Ask whether to go on to the provider, and lead there from a page.

    A form of ours may be sent to ourselves only, and browsers hold its redirects to that too; so the page leads on.
    """
    response: HttpResponseBase = login(request, provider_id)
    if response.status_code == 302 and response["Location"].startswith(("https://", "http://")):
        return render(request, "socialaccount/onward.html", {"onward": response["Location"]})
    return response
