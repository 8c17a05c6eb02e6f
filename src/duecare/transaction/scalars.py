"""Raw scalars into typed values: text, ids, numbers, dates; one strict reading whatever the file format.

A YAML scalar arrives as its own text, a JSON or Python one as str, int, float, Decimal, bool or date. Each function
returns None where the value is left out or `unknown`, and raises ValueError with what was seen and what is accepted.
"""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal

ID_PATTERN = r"[a-z0-9][a-z0-9-]{0,79}"
_ID = re.compile(ID_PATTERN)
_NUMBER = re.compile(r"[+-]?\d{1,18}(\.\d{1,12})?")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
# Control characters, bidirectional overrides and isolates (they can make a name read as another), surrogates, and
# code points that are never characters. Joiners and marks stay: Persian, Urdu and Indic names need them.
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)
MAX_TEXT = 100_000
_OVERRIDES = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def shown(raw: object) -> str:
    """A value as it stands in a message: one line, short, nothing unprintable."""
    if isinstance(raw, dict):
        return f"a mapping with {len(raw)} key{'' if len(raw) == 1 else 's'}"
    if isinstance(raw, (list, tuple, set, frozenset)):
        return f"a list of {len(raw)}"
    if raw is None:
        return "empty"
    if isinstance(raw, int) and not isinstance(raw, bool) and abs(raw) >= 10**40:
        return "a number of more than 40 digits"
    text = repr(raw[:120]) if isinstance(raw, str) else str(raw)
    text = "".join(character if character.isprintable() else "?" for character in text)
    return text if len(text) <= 60 else text[:57] + "..."


def nearest(word: object, choices: Iterable[str]) -> str | None:
    """The choice most like a word, if any is like it."""
    from difflib import get_close_matches  # only on the way to an error

    if not isinstance(word, str):
        return None
    folded = {choice.casefold(): choice for choice in choices}
    found = get_close_matches(word[:100].casefold().replace(" ", "_"), list(folded), n=1, cutoff=0.6)
    return folded[found[0]] if found else None


def did_you_mean(word: object, choices: Iterable[str]) -> str | None:
    near = nearest(word, choices)
    return f"did you mean {near!r}?" if near else None


def is_unknown(raw: object) -> bool:
    return raw is None or (isinstance(raw, str) and raw.strip().casefold() in ("", "unknown"))


def clean(raw: str) -> str:
    """Text in Unicode normal form C, stripped, without characters that hide what it says."""
    found = _UNPRINTABLE.search(raw)
    if found:
        code = f"U+{ord(found.group()):04X}"
        if found.group() in _OVERRIDES:
            raise ValueError(f"has the text-direction control {code} in it, which can hide what it says; remove it")
        raise ValueError(f"has the control character {code} in it; remove it")
    if len(raw) > MAX_TEXT:
        raise ValueError(f"is {len(raw):,} characters long; at most {MAX_TEXT:,} are accepted")
    return unicodedata.normalize("NFC", raw.strip())


def text(raw: object) -> str | None:
    if is_unknown(raw):
        return None
    if not isinstance(raw, str):
        raise ValueError(f"is {shown(raw)}; accepted: text")
    return clean(raw) or None


def label(raw: object) -> str | None:
    """Text that is often all digits: a number, a registration, a call-off."""
    if isinstance(raw, int) and not isinstance(raw, bool) and abs(raw) < 10**40:
        return str(raw)
    return text(raw)


def identifier(raw: object) -> str | None:
    value = label(raw)
    if value is not None and not _ID.fullmatch(value):
        raise ValueError(f"is {shown(value)}; accepted: up to 80 of a-z, 0-9 and hyphen, as city-cameras-2018")
    return value


def number(raw: object) -> Decimal | None:
    """A finite decimal, exact as written."""
    if is_unknown(raw):
        return None
    if isinstance(raw, (bool, list, tuple, dict, set, frozenset)):
        raise ValueError(f"is {shown(raw)}; accepted: a number")
    try:
        exact = Decimal(repr(raw)) if isinstance(raw, float) else raw
        written = _plain(exact) if isinstance(exact, Decimal) else str(exact).strip()
    except ValueError:  # an int of more digits than Python writes out
        written = ""
    if not _NUMBER.fullmatch(written):
        raise ValueError(f"is {shown(raw)}; accepted: a number as 1200000.00, without separators or unit")
    return Decimal(written)


def _plain(value: Decimal) -> str:
    """A decimal without exponent; empty where that would be absurdly long (1e999999999 is a few bytes of JSON)."""
    return format(value, "f") if value.is_finite() and -30 < value.adjusted() < 30 else ""


def day(raw: object) -> datetime.date | None:
    if is_unknown(raw):
        return None
    if isinstance(raw, datetime.date):
        return datetime.date(raw.year, raw.month, raw.day)
    if isinstance(raw, str) and _DATE.fullmatch(raw.strip()):
        try:
            return datetime.date.fromisoformat(raw.strip())
        except ValueError:
            pass
    raise ValueError(f"is {shown(raw)}; accepted: a date as 2026-11-23")


def choice(raw: object, choices: tuple[str, ...]) -> str | None:
    if is_unknown(raw):
        return None
    if isinstance(raw, str) and raw.strip() in choices:
        return raw.strip()
    mean = did_you_mean(raw, choices)
    raise ValueError(f"is {shown(raw)}; accepted: {', '.join(choices)}" + (f"; {mean}" if mean else ""))


def percent(raw: object) -> Decimal | None:
    """A share in percent, from 0 to 100; a trailing % is allowed."""
    value = number(raw.strip().removesuffix("%").strip() if isinstance(raw, str) else raw)
    if value is not None and not 0 <= value <= 100:
        raise ValueError(f"is {shown(raw)}; a share is from 0 to 100 percent")
    return value
