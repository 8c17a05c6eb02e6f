"""A page that stands alone: its style inside it, nothing loaded from elsewhere."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path

from duecare.papers.fonts import faces
from duecare.papers.markup import Child, Markup, el

STYLE = Path(__file__).parent / "styles" / "memo.css"
RIGHT_TO_LEFT = ("ar", "fa", "he", "ur")
PICTURES = STYLE.with_name("pictures.css")


def standing_page(
    title: str,
    skip: tuple[str, str],
    body: Child,
    *,
    script: str | None = None,
    wide: bool = False,
    language: str = "en",
    style: str = "",
    pictured: bool = False,
) -> str:
    """An HTML document.

    Args:
        title: Of the window.
        skip: The text and the target of the link that jumps over what comes first.
        body: What stands in the page.
        script: Its one script, for what works without it too. The policy of the page allows this script alone.
        wide: A table or a map needs more than the width of reading.
        language: The tag of the language of its text.
        style: Rules after those of every page.
        pictured: A picture that is no SVG stands in it, as data.
    """
    policy = "default-src 'none'; style-src 'unsafe-inline'; font-src data:"
    if pictured:
        policy += "; img-src data:"
    if script is not None:
        digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        policy += f"; script-src 'sha256-{digest}'"
    inside = el("div", body, class_="page wide-page" if wide else "page")
    rules = faces(title + inside) + STYLE.read_text("utf-8") + PICTURES.read_text("utf-8") + style
    head = el(
        "head",
        el("meta", charset="utf-8"),
        el("meta", name="viewport", content="width=device-width, initial-scale=1"),
        el("meta", name="color-scheme", content="light dark"),
        el("meta", name="referrer", content="no-referrer"),
        el("meta", http_equiv="Content-Security-Policy", content=policy),
        el("title", title),
        el("style", Markup(rules)),
    )
    inner = el(
        "body",
        el("a", skip[0], href=skip[1], class_="skip"),
        inside,
        el("script", Markup(script)) if script is not None else None,
    )
    return (
        f"<!DOCTYPE html>\n{el('html', head, inner, lang=language, dir='rtl' if language in RIGHT_TO_LEFT else None)}\n"
    )
