"""The page of a person's reminders by mail."""

from __future__ import annotations

from django.conf import settings
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from duecare.office.digests import acts
from duecare.office.digests.models import Declined
from duecare.office.people.guard import Signed, page
from duecare.office.people.permissions import Act

SHOWN = 10


@require_http_methods(["GET", "POST"])
@page(Act.OWN)
def digests(request: Signed) -> HttpResponseBase:
    """Whether reminders come by mail, the last of them, and how to turn them off or on."""
    if request.method == "POST":
        (acts.decline if request.POST.get("wanted") == "no" else acts.accept)(request.user)
        return redirect("digests")
    return render(
        request,
        "digests/digests.html",
        {
            "set_up": settings.OFFICE_MAIL,
            "wanted": not Declined.objects.filter(user=request.user).exists(),
            "digests": request.user.digests.all()[:SHOWN],
            "hour": acts.FROM_HOUR,
        },
    )
