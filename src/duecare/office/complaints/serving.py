"""A file of a complaint, given to whoever may have it."""

from __future__ import annotations

from urllib.parse import quote

from django.http import HttpResponse

from duecare.office.evidence.views import SAFE


def saved(name: str, data: bytes) -> HttpResponse:
    """A file for a browser to save: it is never shown, run or opened here."""
    answer = HttpResponse(data, content_type="application/octet-stream", headers=SAFE)
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name, safe='')}"
    return answer
