"""How the public pages are shown: in the language of their address, and nothing else of the office in them."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.html import format_html

from duecare.office.complaints.texts import LANGUAGES, texts
from duecare.office.printing.look import page_theme


def shown(language: str, template: str, status: int = 200, **given: Any) -> HttpResponse:
    """A page in a language. It is rendered without the request, so nothing of who asks can come into it."""
    said = texts(language)
    answer = HttpResponse(
        render_to_string(
            f"speak/{template}.html",
            {"t": said, "language": language, "languages": [texts(one) for one in LANGUAGES],
             "house": page_theme().house, **given},
        ),
        status=status,
    )  # fmt: skip
    answer.headers["Content-Language"] = language
    answer.of_these = True  # type: ignore[attr-defined]
    return answer


def dated(words: str, day: datetime.date) -> str:
    """Words with a day in them, which reads as a day in a text from the right too.

    >>> dated("until {day}", datetime.date(2026, 11, 26))
    'until <bdi dir="ltr">2026-11-26</bdi>'
    """
    return format_html(words, day=format_html('<bdi dir="ltr">{}</bdi>', day.isoformat()))


def language_of(request: HttpRequest) -> str:
    """The language that an address names; English where it names none of ours."""
    named = request.path_info.removeprefix("/speak/").partition("/")[0]
    return named if named in LANGUAGES else "en"


def alone(request: HttpRequest, status: int) -> HttpResponse:
    """A page that says what went wrong, where the office itself answered."""
    wrong: Mapping[str, str] = texts(language_of(request))["wrong"]
    said = {403: wrong["foreign"], 404: wrong["not_here"], 405: wrong["not_here"]}.get(status, wrong["failed"])
    return shown(language_of(request), "alone", status, said=said)
