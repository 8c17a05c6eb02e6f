"""Markdown as HTML: of modules, policies and guidance texts. What is HTML in them stays text, and nothing is loaded."""

from __future__ import annotations

from functools import cache

from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt


@cache
def _reader() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).enable("table").disable(["image", "html_block", "html_inline"])


def html_of(text: str) -> SafeString:
    """Markdown as HTML; pictures and HTML in it stay as they are written.

    >>> html_of("*So* <b>it</b> is")
    '<p><em>So</em> &lt;b&gt;it&lt;/b&gt; is</p>\\n'
    >>> html_of("[a](javascript:alert(1))")
    '<p>[a](javascript:alert(1))</p>\\n'
    """
    html: str = _reader().render(text)
    return mark_safe(html)
