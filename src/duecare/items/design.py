"""Design review: how each capability of an item could be misused, and what its designer can change.

Considerations 5 of US-STATE-2020 and 1 of US-STATE-2019: shape the product so that misuse becomes less likely. The
scenarios stand in the taxonomy and the safeguards in the instruments; this joins them for one item.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from duecare.facts import columns
from duecare.guidance import Guidance, Safeguard, SeverityRow
from duecare.items.taxonomy import Capability, Scenario, taxonomy


@dataclass(frozen=True, slots=True)
class Check:
    """One safeguard that answers scenarios of the item: to be judged present, absent or not fitting.

    Attributes:
        safeguard: The safeguard, with its proof and the concerns it answers.
        scenarios: Scenarios it answers, as `capability/scenario`.
        fact: The fact that records it once the proof is on file, where the vocabulary has one.
    """

    safeguard: Safeguard
    scenarios: tuple[str, ...]
    fact: str | None


@dataclass(frozen=True, slots=True)
class Misused:
    """A capability of the item, how grave it is in each mode, and the misuse that can be foreseen."""

    capability: Capability
    severity: tuple[SeverityRow, ...]
    scenarios: tuple[Scenario, ...]


@dataclass(frozen=True, slots=True)
class DesignReview:
    """The checklist for one item.

    Attributes:
        item: What the item is called.
        capabilities: Its capabilities, each with severity by mode and scenarios.
        checks: Safeguards by design, those that answer most scenarios first.
        modes: Facts on which the severity turns, with what is known of each and why it matters.
    """

    item: str
    capabilities: tuple[Misused, ...]
    checks: tuple[Check, ...]
    modes: tuple[tuple[str, str | None, str], ...]


def design_review(
    item: str, capabilities: Iterable[str], guidance: Guidance, known: Mapping[str, str] | None = None
) -> DesignReview:
    """Lay out what can go wrong with an item and what its designer can do about it.

    Args:
        item: What the item is called.
        capabilities: Codes of `item.capability`; `none` and codes without an entry are passed over.
        guidance: The instruments, for the safeguards and the severity rows.
        known: Values of item facts that are known, in words.
    """
    entries = taxonomy()
    codes = [code for code in dict.fromkeys(capabilities) if code in entries]
    found = tuple(
        Misused(entries[code], severity_of(code, guidance.severities), entries[code].scenarios) for code in codes
    )
    answered: dict[str, list[str]] = {}
    for misused in found:
        for scenario in misused.scenarios:
            for safeguard in scenario.safeguards:
                answered.setdefault(safeguard, []).append(f"{misused.capability.code}/{scenario.id}")
    checks = [
        Check(guidance.safeguards[name], tuple(scenarios), guidance.safeguards[name].fact)
        for name, scenarios in answered.items()
        if name in guidance.safeguards
    ]
    checks.sort(key=lambda check: (-len(check.scenarios), check.safeguard.id))
    values = known or {}
    modes: dict[str, str] = {}
    for misused in found:
        for mode in misused.capability.modes:
            modes.setdefault(mode.fact, mode.why)
    return DesignReview(item, found, tuple(checks), tuple((fact, values.get(fact), why) for fact, why in modes.items()))


def severity_of(code: str, rows: Sequence[SeverityRow]) -> tuple[SeverityRow, ...]:
    """Severity rows whose condition reads this capability, the gravest first."""
    mine = [row for row in rows if f"item.capability#{code}" in columns(row.rule)]
    return tuple(sorted(mine, key=lambda row: -row.severity))
