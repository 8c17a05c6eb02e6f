"""What of a page a browser would run or take for style though the office serves neither in its pages."""

from __future__ import annotations

from html.parser import HTMLParser


class Inline(HTMLParser):
    """What of a page a browser would have to run or style by itself: nothing may."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        if tag == "script" and "src" not in named and named.get("type") != "application/json":
            self.found.append("script")
        if tag == "style":
            self.found.append(tag)
        self.found += [name for name in named if name.startswith("on") or name == "style"]
        self.found += [value for value in named.values() if value and value.lower().startswith("javascript:")]


def inline(page: str) -> list[str]:
    """Scripts, styles and handlers that stand in a page itself."""
    reader = Inline()
    reader.feed(page)
    return reader.found
