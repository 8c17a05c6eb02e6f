"""Why a red flag or legal stop is raised, open or clear for one transaction of a book, from the result folder alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from duecare.facts import vocabulary
from duecare.guidance import Entry, Guidance, load_guidance
from duecare.portfolio.result.opened import opened, records
from duecare.portfolio.result.result_folder import read_manifest
from duecare.portfolio.result.standing import Standing
from duecare.portfolio.result.stored_deal import StoredDeal, stored_deal
from duecare.review.advise import scoping_gaps
from duecare.review.judge import Gathered, Judgement, build_frames, evaluate, rules_in_force
from duecare.review.policy import Policy, load_policy
from duecare.review.report import Sheet, findings, stops
from duecare.review.result import Finding, Stop, encode
from duecare.review.weigh import weigh

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

SCHEMA: Final = "duecare.portfolio-explanation/1"


@dataclass(frozen=True)
class Explained:
    """One entry on one transaction.

    findings and stops are those of the entry, with what each read and on which sources; none where it was not judged.
    notes: where this rests on other instruments than the result, or comes out otherwise.
    """

    transaction: str
    row: int
    source: str
    standing: Standing
    entry: Entry
    findings: tuple[Finding, ...]
    stops: tuple[Stop, ...]
    gathered: Gathered
    subject: str
    notes: tuple[str, ...]

    def document(self) -> dict[str, Any]:
        """As JSON values."""
        return {
            "schema": SCHEMA,
            "transaction": self.transaction,
            "row": self.row,
            "source": self.source,
            "standing": self.standing.document(),
            "entry": self.entry.id,
            "findings": encode(self.findings),
            "stops": encode(self.stops),
            "notes": list(self.notes),
        }


@dataclass(frozen=True)
class Overview:
    """All that stands for one transaction.

    raised: its red flags; open: those that the depth called for has examined and that are not settled. notes: as in
    `Explained`.
    """

    transaction: str
    row: int
    source: str
    standing: Standing
    raised: tuple[Finding, ...]
    open: tuple[Finding, ...]
    stops: tuple[Stop, ...]
    gathered: Gathered
    notes: tuple[str, ...]

    def document(self) -> dict[str, Any]:
        """As JSON values; red flags and legal stops by id, weight or status, and the subject that they are about."""
        flags = {
            name: [{"flag": one.flag, "title": one.title, "subject": one.subject, "weight": one.weight} for one in some]
            for name, some in (("raised", self.raised), ("open", self.open))
        }
        return {
            "schema": SCHEMA,
            "transaction": self.transaction,
            "row": self.row,
            "source": self.source,
            "standing": self.standing.document(),
            "stops": [
                {"stop": one.stop, "title": one.title, "subject": one.subject, "status": one.status}
                for one in self.stops
            ],
            **flags,
            "notes": list(self.notes),
        }


def overview(
    folder: Path, transaction: str, *, guidance: Guidance | None = None, policy: Policy | None = None
) -> Overview:
    """Say what stands for one transaction of a result: legal stops, red flags raised, and those that are open.

    Args:
        folder: The result.
        transaction: Its id.
        guidance: The instruments; those shipped if not given.
        policy: The house policy; the one shipped if not given.

    Raises:
        InputError: no result, or no such transaction in it; the nearest id is named.
    """
    guidance, policy = guidance or load_guidance(), policy or load_policy()
    manifest = read_manifest(folder)
    with opened({"": folder}) as connection:
        deal = stored_deal(connection, transaction, manifest)
    every, bars = reviewed_alone(deal, guidance, policy)
    return Overview(
        str(deal.row["transaction"]),
        deal.row["row"],
        deal.row["source"],
        Standing.of(deal.row),
        tuple(one for one in every if one.status == "raised"),
        tuple(one for one in every if one.status == "open" and one.examined),
        tuple(bars),
        deal.gathered,
        tuple(_other_inputs(manifest, guidance, policy, manifest.get("instruments", {}))),
    )


def explain(
    folder: Path, transaction: str, flag: str, *, guidance: Guidance | None = None, policy: Policy | None = None
) -> Explained:
    """Explain one entry on one transaction of a result.

    Args:
        folder: The result.
        transaction: Its id.
        flag: The id of a red flag, legal stop or other entry; `ID@kind:subject` for one subject only.
        guidance: The instruments; those shipped if not given.
        policy: The house policy; the one shipped if not given.

    Raises:
        InputError: no result, or no such transaction in it; the nearest id is named.
        GuidanceError: no such entry; the nearest id is named.
    """
    guidance, policy = guidance or load_guidance(), policy or load_policy()
    name, _, subject = flag.partition("@")
    entry = guidance.entry(name)
    manifest = read_manifest(folder)
    with opened({"": folder}) as connection:
        deal = stored_deal(connection, transaction, manifest)
        held = _held(connection, deal, entry.id)
    every, bars = reviewed_alone(deal, guidance, policy)
    found = [one for one in every if one.flag == entry.id]
    barred = [one for one in bars if one.stop == entry.id]
    notes = (*_other_inputs(manifest, guidance, policy, [entry.instrument]), *_otherwise(held, found, barred))
    return Explained(
        str(deal.row["transaction"]),
        deal.row["row"],
        deal.row["source"],
        Standing.of(deal.row),
        entry,
        tuple(one for one in found if subject in ("", one.subject)),
        tuple(one for one in barred if subject in ("", one.subject)),
        deal.gathered,
        subject,
        notes,
    )


def reviewed_alone(deal: StoredDeal, guidance: Guidance, policy: Policy) -> tuple[list[Finding], list[Stop]]:
    """Every red flag on every subject of a stored transaction, and the legal stops that stand or may."""
    frames = build_frames(deal.gathered, deal.settled)
    verdicts = tuple(
        evaluate(rule, frame)
        for rule in rules_in_force(guidance, deal.gathered.law_at)
        for frame in frames[rule.entry.subject]
    )
    judgement = Judgement(deal.gathered, guidance, deal.settled, deal.gathered.gaps, verdicts)
    scope = bool(scoping_gaps(judgement))
    weighed = weigh(judgement, policy, vocabulary(), unknown_scope=scope, resolved=frozenset())
    sheet = Sheet.of(judgement)
    return [*findings(sheet, weighed, {})], [*stops(sheet, ())]


def _held(connection: DuckDBPyConnection, deal: StoredDeal, entry: str) -> dict[str, int]:
    """How often the result has an entry under each status on the transaction."""
    found = records(
        connection,
        "SELECT status, count(*) AS number FROM (SELECT outcome, rule, status FROM findings UNION ALL"
        " SELECT outcome, rule, status FROM stops) WHERE outcome = ? AND rule = ? GROUP BY status",
        deal.row["outcome"],
        entry,
    )
    return {row["status"]: row["number"] for row in found}


def _other_inputs(
    manifest: Mapping[str, Any], guidance: Guidance, policy: Policy, instruments: Iterable[str]
) -> list[str]:
    """Where the result was judged by other texts than those at hand."""
    notes = []
    for name in instruments:
        held = manifest.get("instruments", {}).get(name)
        if held is not None and held != guidance.hashes.get(name):
            notes.append(f"The result was judged by another state of {name} than the one at hand.")
    if manifest.get("policy_hash", policy.hash) != policy.hash:
        notes.append(f"The result was judged by another policy than {policy.id} {policy.version}.")
    if manifest.get("vocabulary_hash", vocabulary().hash) != vocabulary().hash:
        notes.append("The result was judged by another vocabulary than the one at hand.")
    return notes


def _otherwise(held: Mapping[str, int], found: Sequence[Finding], barred: Sequence[Stop]) -> list[str]:
    """Where the result says something else than what follows here."""
    now: dict[str, int] = {}
    for status in [*(one.status for one in found if one.examined), *(one.status for one in barred)]:
        if status != "clear":
            now[status] = now.get(status, 0) + 1
    if now == held:
        return []
    said = ", ".join(f"{status} {number} times" for status, number in sorted(held.items())) or "neither raised nor open"
    return [f"The result has it as {said}; what follows is judged by the instruments and the policy at hand."]
