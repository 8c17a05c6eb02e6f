"""The result as data: `duecare.ownership/1` as JSON, and a row a party and regime as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from typing import Any, Final

from duecare.parties.ownership.effective import StateShare
from duecare.parties.ownership.missing import Missing, missing
from duecare.parties.ownership.proof import Step, proof, roots
from duecare.parties.ownership.regime import Cited, Measure
from duecare.parties.ownership.sentences import flag_sentence, question, silence, step_sentence, why
from duecare.parties.ownership.share import Share, percent_text
from duecare.parties.ownership.standing import Judged, Ownership, Standing

SCHEMA: Final = "duecare.ownership/1"
ASKED_ABOUT: Final = 100
"""For how many possibly caught parties of a regime what is missing is worked out."""
COLUMNS: Final = (
    "party", "name", "country", "regime", "status", "would_be", "share_least", "share_most", "undeclared_least",
    "undeclared_most", "clear_only_on_the_data", "why", "look_closer",
)  # fmt: skip


def ownership_document(
    result: Ownership, parties: Sequence[str], state: Sequence[StateShare] = (), notes: Sequence[str] = ()
) -> dict[str, Any]:
    """The result for some parties, as JSON values. Shares are decimal text in percent."""
    asked = {regime: set(result.with_status(regime, "possible")[:ASKED_ABOUT]) for regime in result.judged}
    return {
        "schema": SCHEMA,
        "graph": result.graph.path,
        "law_at": result.law_at.isoformat(),
        "known_at": result.known_at.isoformat(),
        "regimes": [_regime(result, one) for one in result.judged.values()],
        "parties": [_party(result, party, asked) for party in parties],
        "state": [
            {
                "party": one.party.id,
                "effective": _share(one.effective),
                "reaches": {str(level): said for level, said in one.reaches.items()},
            }
            for one in state
        ],
        "notes": [*result.graph.notes, *result.held.notes, *notes],
    }


def _regime(result: Ownership, one: Judged) -> dict[str, Any]:
    rule, gap = one.rule, one.regime.gap_at(result.law_at)
    return {
        "id": one.regime.id,
        "title": one.regime.title,
        "instrument": one.regime.instrument,
        "in_force": one.in_force,
        "not_in_force_because": None if one.in_force or gap is None else {"text": gap.text, "cite": _cite(gap.cite)},
        "rule": {
            "from": rule.starts.isoformat() if rule.starts else None,
            "to": rule.ends.isoformat() if rule.ends else None,
            "shares": _measure(rule.shares),
            "voting": _measure(rule.voting) if rule.voting else None,
            "added_up": rule.aggregate,
            "joint_holders_hold_all": rule.joint,
            "control_catches": rule.control,
            "text": rule.text,
            "note": rule.note,
            "cite": _cite(rule.cite),
        },
    }


def _measure(measure: Measure) -> dict[str, Any]:
    return {"threshold": _figure(measure.threshold), "strict": measure.strict}


def _cite(cite: Cited) -> dict[str, str]:
    return {"section": cite.section, "confidence": cite.confidence, "source": cite.source}


def _figure(units: int) -> str:
    return percent_text(units).removesuffix("%")


def _share(share: Share) -> dict[str, str]:
    return {"least": _figure(share[0]), "most": _figure(share[1])}


def _party(result: Ownership, party: str, asked: dict[str, set[str]]) -> dict[str, Any]:
    one = result.graph.parties[result.graph.place(party)]
    return {
        "id": one.id,
        "name": one.name,
        "kind": one.kind,
        "country": one.country,
        "standings": {
            regime: _standing(result, standing, asked=one.id in asked[regime])
            for regime, standing in result[one.id].items()
        },
    }


def _standing(result: Ownership, standing: Standing, *, asked: bool) -> dict[str, Any]:
    party, regime = standing.party.id, standing.regime
    written: dict[str, Any] = {
        "status": standing.status,
        "would_be": standing.would_be,
        "share": _share(standing.share),
        "undeclared": _share(standing.undeclared),
        "clear_only_on_the_data": standing.silent,
    }
    if standing.lists:
        written["lists"] = [{"list": seed.list, "certain": seed.certain, "note": seed.note} for seed in standing.lists]
    steps = proof(result, party, regime) if standing.said in ("blocked", "possible") else ()
    if steps:
        one = result.judged[regime]
        written["proof"] = [_step(step, step_sentence(result, one, step, last=step is steps[-1])) for step in steps]
    if standing.said == "blocked":
        written["listed_owners"] = [root.id for root in roots(result, party, regime)]
    if standing.said == "possible":
        found = missing(result, party, regime) if asked else ()
        written["missing"] = [_missing(told, question(result, told, regime)) for told in found]
    if standing.flags:
        written["flags"] = [
            {
                "kind": flag.kind,
                "owner": flag.owner.id if flag.owner else None,
                "share": _share(flag.share),
                "until": flag.until.isoformat() if flag.until else None,
                "text": flag_sentence(result, flag, standing),
            }
            for flag in standing.flags
        ]
    return written


def _step(step: Step, text: str) -> dict[str, Any]:
    return {
        "party": step.party.id,
        "by": step.by,
        "certain": step.certain,
        "share": _share(step.share),
        "parts": [
            {
                "owner": part.owner.id,
                "kind": part.kind,
                "share": _share(part.share),
                "joint": part.joint,
                "lines": sorted({row.line for row in part.rows if row.line is not None}),
            }
            for part in step.parts
        ],
        "lists": [seed.list for seed in step.lists],
        "text": text,
    }


def _missing(told: Missing, text: str) -> dict[str, Any]:
    return {
        "what": told.what,
        "owner": told.owner.id,
        "owned": told.owned.id if told.owned else None,
        "known": _share(told.share),
        "catches_from": None if told.catches_from is None else _exact(told.catches_from),
        "clears_below": None if told.clears_below is None else _exact(told.clears_below),
        "settles": told.settles,
        "lines": list(told.lines),
        "text": text,
    }


def _exact(units: int) -> str:
    """Units in percent without rounding: "more than 50" is a unit above it."""
    whole, part = divmod(units, 10**9)
    return f"{whole}.{part:09d}".rstrip("0").rstrip(".")


def ownership_csv(result: Ownership, parties: Sequence[str]) -> str:
    """A row a party and regime, under COLUMNS."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(_csv_rows(result, parties))
    return written.getvalue()


def _csv_rows(result: Ownership, parties: Sequence[str]) -> Iterator[list[str]]:
    for party in parties:
        for regime, standing in result[result.graph.parties[result.graph.place(party)].id].items():
            caught = standing.said in ("blocked", "possible", "listed")
            said = " ".join(why(result, party, regime)) if caught else silence(standing)
            yield [
                _text(standing.party.id), _text(standing.party.name), standing.party.country or "", regime,
                standing.status, standing.would_be or "", *(_figure(units) for units in standing.share),
                *(_figure(units) for units in standing.undeclared), "yes" if standing.silent else "no", _text(said),
                _text(" ".join(flag_sentence(result, flag, standing) for flag in standing.flags)),
            ]  # fmt: skip


def _text(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell
