"""What a cell of an order book says: one strict reading for each kind of column, as text that is always written alike.

Booleans are `true` and `false`, members of a set are sorted and joined by `|`, numbers are the shortest decimal, dates
are ISO, countries are codes. Empty and `unknown` are None.
"""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Context, Decimal
from typing import Final

from duecare.errors import InputError
from duecare.facts import FactType, vocabulary
from duecare.places import country_code
from duecare.portfolio.book.columns import BookColumn
from duecare.transaction import scalars

STATES: Final = ("running", "ended", "planned")
MOST_GUESSES: Final = 1_000
"""Values of a column for which it is said what was probably meant; to find that takes far longer than to refuse."""
_CURRENCY: Final = re.compile(r"[A-Z]{3}")
_ISO: Final = re.compile(r"(\d{4}-\d{2}-\d{2})([ T]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?( ?(Z|[+-]\d{2}:?\d{2}))?)?")
_LONG_FRACTION: Final = re.compile(r"[+-]?\d{1,18}\.\d{13,60}")
_DECIMALS: Final = Decimal("1e-12")
_WIDE: Final = Context(prec=60)
_BETWEEN: Final = re.compile("[,;|]")
_DATES: Final = frozenset({"date", "due"})
_NUMBERS: Final = frozenset({"quantity", "value"})
_THOUSANDS: Final = {",": "[. \u00a0\u202f'’]", ".": "[, \u00a0\u202f'’]"}
_SHEET_ERRORS: Final = frozenset(
    {"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!", "#CALC!", "#GETTING_DATA"}
)


@dataclass(frozen=True, slots=True)
class Spelling:
    """How an export writes what a column holds.

    values: its own words, folded, and what they mean here as a checked text; None for unknown. decimal: the mark before
    decimals; thousands may then be set apart by another. dates: how days are written, beside ISO.
    """

    values: Mapping[str, str | None] = field(default_factory=dict)
    decimal: str | None = None
    dates: tuple[str, ...] = ()


def folded(text: str) -> str:
    """A word of an export as `Spelling.values` has it."""
    return text.strip().casefold()


def holds(column: BookColumn) -> str:
    """What a column holds: text, date, number, currency, state, country, boolean, code, level or set."""
    if column.kind == "carried":
        if column.name in _DATES:
            return "date"
        if column.name in _NUMBERS:
            return "number"
        return column.name if column.name in ("currency", "state") else "text"
    if column.kind == "fact":
        assert column.fact is not None
        return vocabulary()[column.fact].type
    return column.kind


class Reader:
    """How the cells of one column are read."""

    def __init__(self, column: BookColumn, spelling: Spelling | None = None) -> None:
        self.column = column
        self.spelling = spelling or Spelling()
        self._holds = holds(column)
        self._fact = vocabulary()[column.fact] if column.fact is not None else None
        self._read: Callable[[str], str | None] = {
            "text": _text,
            "date": self._date,
            "number": lambda text: self._number(text, self.spelling.decimal),
            "currency": _currency,
            "state": lambda text: scalars.choice(text, STATES),
            "country": self._country,
            "boolean": self._boolean,
            "code": self._code,
            "level": self._code,
            "set": self._set,
        }[self._holds]
        self._refused = 0

    def __call__(self, raw: object) -> str | None:
        """The checked text of a cell; None where it says nothing.

        Raises:
            ValueError: it cannot be read; says what is accepted.
        """
        if isinstance(raw, (list, tuple)):
            if self._holds != "set":
                raise ValueError("is a list; one value is accepted")
            raw = ",".join(map(cell_text, raw))
        text = cell_text(raw)
        if self.spelling.values and (word := folded(text)) in self.spelling.values:
            return self.spelling.values[word]
        if text in _SHEET_ERRORS:
            raise ValueError(f"is {text}, an error of the sheet that it comes from")
        if scalars.is_unknown(text):
            return None
        if self._holds == "number" and not isinstance(raw, str):
            return self._number(text, None)  # a number of a sheet has no marks
        return self._read(text)

    def found(self, raw: object) -> tuple[str | None, str | None]:
        """The checked text, or the reason why there is none."""
        try:
            return self(raw), None
        except ValueError as problem:
            self._refused += 1
            between = ": " if isinstance(problem, InputError) else " "
            return None, f"{self.column.name}{between}{problem}"

    @property
    def _guessing(self) -> bool:
        return self._refused < MOST_GUESSES

    def _country(self, text: str) -> str | None:
        return country_code(scalars.clean(text), guess=self._guessing)

    def _boolean(self, text: str) -> str:
        word = folded(text)
        if word not in ("true", "false", "yes", "no"):
            hint = "; the mapping can say what it means, as in `true: [X]`" if len(word) < 3 else ""
            raise ValueError(f"is {scalars.shown(text)}; accepted: yes, no or unknown{hint}")
        return "true" if word in ("true", "yes") else "false"

    def _code(self, text: str) -> str:
        assert self._fact is not None
        word = text.strip()
        domain = self._fact.domain
        if word in ("true", "false") and "yes" in domain:
            word = "yes" if word == "true" else "no"
        if word not in domain:
            raise ValueError(self._not_among(word, domain))
        return word

    def _not_among(self, word: str, domain: tuple[str, ...]) -> str:
        listed = ", ".join(domain[:8]) + (f" and {len(domain) - 8} more" if len(domain) > 8 else "")
        mean = scalars.did_you_mean(word, domain) if self._guessing else None
        return f"is {scalars.shown(word)}; {f'{mean} ' if mean else ''}accepted: {listed}"

    def _set(self, text: str) -> str | None:
        words = {word.strip() for word in _BETWEEN.split(text)} - {""}
        if all(scalars.is_unknown(word) for word in words):
            return None
        found: set[str] = set()
        for word in words:
            meant = self.spelling.values.get(folded(word))
            found.update((self._code(word),) if meant is None else meant.split("|"))
        return "|".join(sorted(found))

    def _date(self, text: str) -> str:
        word = text.strip()
        if iso := _ISO.fullmatch(word):
            return str(scalars.day(iso[1]))
        for form in self.spelling.dates:
            try:
                return datetime.datetime.strptime(word, form).date().isoformat()
            except ValueError:
                continue
        written = "".join(f" or as {form}" for form in self.spelling.dates)
        hint = written or "; the mapping can say how it is written, as in `date: '%d.%m.%Y'`"
        raise ValueError(f"is {scalars.shown(word)}; accepted: a date as 2026-11-23{hint}")

    def _number(self, text: str, decimal: str | None) -> str:
        fact = self._fact
        word = text.strip()
        if fact is not None and fact.unit == "percent":
            word = word.removesuffix("%").strip()
        if decimal is not None:
            word = _regrouped(word, decimal)
        if _LONG_FRACTION.fullmatch(word):  # what a binary fraction leaves behind, as in 0.30000000000000004
            word = format(Decimal(word).quantize(_DECIMALS, context=_WIDE), "f")
        try:
            value = scalars.number(word)
        except ValueError as problem:
            hint = "; the mapping can say what its decimal mark is, as in `decimal: ','`" if "," in word else ""
            raise ValueError(f"{problem}{hint}") from None
        assert value is not None
        if fact is not None:
            _within(value, fact, text)
        return decimal_text(value)


def cell_text(raw: object) -> str:
    """A cell as text: a whole number without a fraction, a day without a time of day, nothing for what is missing.

    >>> cell_text(3.0), cell_text(datetime.datetime(2024, 5, 1)), cell_text(float("nan")), cell_text(True)
    ('3', '2024-05-01', '', 'true')

    Raises:
        ValueError: it holds no single value.
    """
    match raw:
        case str():
            return raw
        case None:
            return ""
        case bool():
            return "true" if raw else "false"
        case float():
            return _float_text(raw)
        case Decimal():
            return decimal_text(raw) if raw.is_finite() else str(raw)
        case int() | datetime.time():
            return str(raw)
        case datetime.datetime():
            midnight = (raw.hour, raw.minute, raw.second, raw.microsecond) == (0, 0, 0, 0)
            return raw.date().isoformat() if midnight else raw.isoformat(" ")
        case datetime.date():
            return raw.isoformat()
        case bytes():
            try:
                return raw.decode("utf-8")
            except UnicodeDecodeError:
                raise ValueError("is binary; accepted: text, a number or a date") from None
    raise ValueError(f"is {type(raw).__name__}; accepted: text, a number or a date")


def _float_text(raw: float) -> str:
    if math.isnan(raw):  # how a table of pandas writes that there is nothing
        return ""
    if not math.isfinite(raw) or abs(raw) >= 1e18:
        return repr(raw)
    return decimal_text(Decimal(repr(raw)).quantize(_DECIMALS, context=_WIDE)) if abs(raw) < 1e15 else str(int(raw))


def decimal_text(value: Decimal) -> str:
    """The shortest decimal, without exponent.

    >>> decimal_text(Decimal("1200.500")), decimal_text(Decimal("1E+3")), decimal_text(Decimal("-0.0"))
    ('1200.5', '1000', '0')
    """
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _within(value: Decimal, fact: FactType, text: str) -> None:
    too_low = fact.minimum is not None and value < Decimal(repr(fact.minimum))
    too_high = fact.maximum is not None and value > Decimal(repr(fact.maximum))
    if too_low or too_high:
        raise ValueError(f"is {scalars.shown(text)}; accepted: {fact.accepts()}")


def _regrouped(word: str, decimal: str) -> str:
    """A number with marks between its thousands, or a minus behind it, as it is written without."""
    mark = re.escape(decimal)
    form = rf"([+-]?)(\d{{1,3}}(?:({_THOUSANDS[decimal]})\d{{3}}(?:\3\d{{3}})*)?|\d+)(?:{mark}(\d+))?(-?)"
    found = re.fullmatch(form, word)
    if not found or (found[1] and found[5]):
        raise ValueError(f"is {scalars.shown(word)}; accepted: a number with {decimal!r} before its decimals")
    whole = re.sub(r"\D", "", found[2])
    return f"{found[1] or found[5]}{whole}" + (f".{found[4]}" if found[4] else "")


def _text(text: str) -> str | None:
    return " ".join(scalars.clean(text).split()) or None


def _currency(text: str) -> str:
    word = text.strip().upper()
    if not _CURRENCY.fullmatch(word):
        raise ValueError(f"is {scalars.shown(text)}; accepted: a three-letter currency code as USD or EUR")
    return word
