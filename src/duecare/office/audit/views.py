"""Pages of the log."""

from __future__ import annotations

import json
from collections.abc import Iterator

from django.core.paginator import Paginator
from django.http import StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from duecare.office.audit.chain import verify
from duecare.office.audit.models import Entry
from duecare.office.audit.wording import in_words, people_in
from duecare.office.people.guard import Signed, page
from duecare.office.people.models import User
from duecare.office.people.permissions import Act

A_PAGE = 100


@require_GET
@page(Act.AUDIT)
def log(request: Signed) -> HttpResponseBase:
    """The log, the latest act first; verified where asked."""
    found = Entry.objects.order_by("-id")
    about, act = request.GET.get("about", "").strip(), request.GET.get("act", "").strip()
    if about:
        found = found.filter(about=about)
    if act:
        found = found.filter(act=act)
    shown = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    wrong = list(verify()) if "verify" in request.GET else None
    numbers = {int(key) for one in shown for kind, _, key in [one.actor.partition(":")] if kind == "user"}
    people = User.objects.in_bulk(numbers | people_in(list(shown)))
    names = {pk: one.label for pk, one in people.items()}
    actors = {f"user:{pk}": label for pk, label in names.items()}
    rows = [(one, actors.get(one.actor, ""), in_words(one, names)) for one in shown]
    return render(request, "audit/log.html", {"shown": shown, "rows": rows, "about": about, "act": act, "wrong": wrong})


@require_GET
@page(Act.AUDIT)
def export(request: Signed) -> HttpResponseBase:
    """The whole log, an entry a line, as it was hashed."""

    def lines() -> Iterator[str]:
        for entry in Entry.objects.order_by("id").iterator(chunk_size=2_000):
            said = {"number": entry.pk, "at": entry.at.isoformat(), "actor": entry.actor, "act": entry.act,
                    "about": entry.about, "detail": entry.detail, "previous": entry.previous,
                    "hash": entry.hash}  # fmt: skip
            if entry.rows is not None:
                said["rows"] = entry.rows
            yield json.dumps(said, ensure_ascii=False) + "\n"

    return StreamingHttpResponse(
        lines(),
        content_type="application/x-ndjson",
        headers={"Content-Disposition": 'attachment; filename="duecare-log.ndjson"'},
    )
