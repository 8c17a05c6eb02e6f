"""The schedule of retention: regimes as data, and which of them a deal falls under."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from django.conf import settings

from duecare.errors import InputError
from duecare.places import country_code
from duecare.transaction.derive import in_eu

SHIPPED: Final = Path(__file__).parent / "schedule.yaml"
OF_A_DEAL: Final = ("exporter_us", "exporter_eu", "paid_in_usd")
OF_THE_HOUSE: Final = ("us_origin_items", "us_persons")
UNTIL: Final = ("day", "year_end")
WORDS: Final = {
    "exporter_us": "the exporter is in the United States",
    "exporter_eu": "the exporter is in the European Union",
    "paid_in_usd": "it is paid in US dollars",
    "us_origin_items": "items of United States origin are sold",
    "us_persons": "United States persons take part",
}


@dataclass(frozen=True, slots=True)
class Regime:
    """A rule that asks for records to be kept. until: whether years run from the day, or from the end of its year."""

    id: str
    title: str
    years: int
    until: str
    applies_if: tuple[str, ...]
    reason: str
    cite: Mapping[str, Any]

    def end(self, begins: datetime.date) -> datetime.date:
        """The last day on which a record must be there.

        >>> Regime("X", "x", 5, "year_end", (), "", {}).end(datetime.date(2026, 3, 1))
        datetime.date(2031, 12, 31)
        >>> Regime("X", "x", 5, "day", (), "", {}).end(datetime.date(2024, 2, 29))
        datetime.date(2029, 3, 1)
        """
        if self.until == "year_end":
            return datetime.date(begins.year + self.years, 12, 31)
        try:
            return begins.replace(year=begins.year + self.years)
        except ValueError:  # 29 February: the day after, so that nothing is a day short
            return datetime.date(begins.year + self.years, 3, 1)


@dataclass(frozen=True, slots=True)
class Applied:
    """A regime as it stands to a deal. met: what speaks for it; open: what is not known; neither: it applies always."""

    regime: Regime
    met: tuple[str, ...]
    open: tuple[str, ...]

    @property
    def known(self) -> bool:
        return bool(self.met) or not self.regime.applies_if

    @property
    def why(self) -> str:
        """Why it counts, in words."""
        if self.met:
            return "; ".join(WORDS[one] for one in self.met)
        if self.open:
            return "not known whether " + ", or whether ".join(WORDS[one] for one in self.open)
        return "it counts for every case"


@dataclass(frozen=True, slots=True)
class Schedule:
    """The regimes in force in this house."""

    version: str
    house: Mapping[str, bool | None]
    regimes: tuple[Regime, ...]
    request_years: int

    def of(self, deal: Mapping[str, Any]) -> list[Applied]:
        """The regimes that a deal falls under, or may fall under."""
        facts = {**facts_of(deal), **self.house}
        found = []
        for regime in self.regimes:
            met = tuple(name for name in regime.applies_if if facts[name] is True)
            unknown = tuple(name for name in regime.applies_if if facts[name] is None)
            if met or unknown or not regime.applies_if:
                found.append(Applied(regime, met, unknown))
        return found

    @property
    def shortest(self) -> int:
        """Years before which nothing is due under any regime."""
        return min(regime.years for regime in self.regimes)


def facts_of(deal: Mapping[str, Any]) -> dict[str, bool | None]:
    """What regimes ask of a deal; None where it is not known.

    >>> facts_of({"parties": [{"id": "we", "roles": ["exporter"], "country": "DE"}]})
    {'exporter_us': False, 'exporter_eu': True, 'paid_in_usd': None}
    """
    states = [_state(party.get("country")) for party in _listed(deal.get("parties")) if _exports(party)]
    day = _day(deal.get("date"))
    money = [one.get("value") for one in (deal, *_listed(deal.get("items")))]
    currencies = {str(one.get("currency")) for one in money if isinstance(one, Mapping) and one.get("currency")}
    return {
        "exporter_us": _any(None if state is None else state == "US" for state in states) if states else None,
        "exporter_eu": _any(None if state is None else in_eu(state, day) for state in states) if states else None,
        "paid_in_usd": "USD" in currencies if currencies else None,
    }


def _any(values: Iterable[bool | None]) -> bool | None:
    found = set(values)
    return True if True in found else None if None in found else False


def _listed(value: Any) -> list[Mapping[str, Any]]:
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []


def _exports(party: Mapping[str, Any]) -> bool:
    roles = party.get("roles")
    if isinstance(roles, Mapping):
        roles = roles.get("value")
    return (isinstance(roles, list) and "exporter" in roles) or roles == "exporter"


def _state(country: Any) -> str | None:
    try:
        return country_code(country, guess=False).partition("-")[0] if isinstance(country, str) else None
    except InputError:
        return None


def _day(value: Any) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(str(value))
    except ValueError:
        return None


def schedule() -> Schedule:
    """The schedule of this house: its own where there is one, else the one that ships.

    Raises:
        InputError: its own cannot be read; says what is accepted.
    """
    own = Path(settings.OFFICE) / "retention.yaml"
    path = own if own.is_file() else SHIPPED
    return _read(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=4)
def _read(path: Path, stamp: int) -> Schedule:
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        said = YAML(typ="safe", pure=True).load(path.read_bytes())
        return Schedule(
            str(said["version"]),
            {name: _known(said["house"].get(name), name) for name in OF_THE_HOUSE},
            tuple(_regime(one) for one in said["regimes"]),
            _years(said["requests"]["years"], "requests"),
        )
    except YAMLError as problem:
        raise InputError(f"not YAML: {getattr(problem, 'problem', problem)}", path=str(path)) from None
    except InputError as problem:
        raise InputError(problem.message, path=str(path), hint=problem.hint) from None
    except (KeyError, TypeError, AttributeError) as problem:
        raise InputError(f"not a schedule of retention: {problem}", path=str(path),
                         hint="see docs/how-to/keep-and-erase.md") from None  # fmt: skip


def _regime(said: Mapping[str, Any]) -> Regime:
    conditions = tuple(said["applies_if"])
    for name in conditions:
        if name not in (*OF_A_DEAL, *OF_THE_HOUSE):
            raise InputError(f"{said['id']}: {name!r} is no condition", hint=f"accepted: {', '.join(WORDS)}")
    if said["until"] not in UNTIL:
        raise InputError(f"{said['id']}: {said['until']!r} is no end of a period", hint=f"accepted: {', '.join(UNTIL)}")
    return Regime(
        str(said["id"]), str(said["title"]), _years(said["years"], said["id"]), said["until"], conditions,
        str(said["reason"]).strip(), said["cite"],
    )  # fmt: skip


def _years(value: Any, where: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= 100:
        raise InputError(f"{where}: {value!r} is no number of years", hint="accepted: whole years from 1 to 100")
    return value


def _known(value: Any, name: str) -> bool | None:
    if isinstance(value, bool):
        return value
    if value in (None, "unknown"):
        return None
    if value in ("yes", "no"):
        return bool(value == "yes")
    raise InputError(f"house: {name} is {value!r}", hint="accepted: yes, no, unknown")
