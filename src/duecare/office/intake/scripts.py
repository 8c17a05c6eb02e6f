"""Text in any script, within pages in another."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

from django import forms

FIRST_STRONG_ISOLATE, POP_ISOLATE = "\u2068", "\u2069"


def apart(name: str) -> str:
    """A name set apart, if it is written from right to left, so that a sentence around it keeps its own direction.

    >>> apart("Kamera") == "Kamera", apart("كاميرا") == "كاميرا"
    (True, False)
    """
    if any(unicodedata.bidirectional(one) in ("R", "AL") for one in name):
        return f"{FIRST_STRONG_ISOLATE}{name}{POP_ISOLATE}"
    return name


def in_any_script(fields: Mapping[str, forms.Field]) -> None:
    """Let what is typed run in the direction of its own script."""
    for field in fields.values():
        if isinstance(field.widget, forms.Textarea) or type(field.widget) is forms.TextInput:
            field.widget.attrs["dir"] = "auto"
