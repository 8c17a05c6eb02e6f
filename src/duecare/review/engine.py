"""One review, in the order the data flows: gather, judge, weigh, advise."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import TYPE_CHECKING, Any

import duecare
from duecare.countries import CountryData
from duecare.facts import vocabulary
from duecare.guidance import DEPTHS, Guidance, load_guidance
from duecare.review import advise, report
from duecare.review.documents import ItemDocuments
from duecare.review.evidence import Assertion, Gap
from duecare.review.gather import gather
from duecare.review.judge import Gathered, Judgement, judge
from duecare.review.policy import INDICATIONS, LEVELS, Policy, load_policy
from duecare.review.result import Outcome, Review, canonical_bytes, digest, encode
from duecare.review.weigh import Weighed, level_after_safeguards, weigh
from duecare.transaction import Transaction
from duecare.transaction.canonical import canonical

if TYPE_CHECKING:
    from duecare.parties.screening.loaded import Lists


def review(
    transaction: Transaction,
    *,
    known_at: datetime.date,
    law_at: datetime.date | None = None,
    guidance: Guidance | None = None,
    policy: Policy | None = None,
    documents: ItemDocuments | None = None,
    lists: Lists | None = None,
    country_data: CountryData | None = None,
) -> Review:
    """Review one transaction.

    Args:
        transaction: as read from its file.
        known_at: no fact, list entry or index later than this counts.
        law_at: instruments in force on this day; `known_at` if not given.
        guidance: the instruments; those shipped if not given.
        policy: the house policy; the one shipped if not given.
        documents: datasheets and brochures of the items, as `read_item_documents` reads them.
        lists: sanctions and export-control lists, as `duecare.parties.screening.loaded.open_lists` opens them; without
            them parties are compared with the starter's few only, which may raise and never clear.
        country_data: indices, treaties and programmes, as `duecare.countries.loaded.open_countries` opens them; the
        starter's
            if not given.
    """
    gathered = gather(
        transaction,
        known_at=known_at,
        law_at=law_at or known_at,
        documents=documents,
        lists=lists,
        country_data=country_data,
    )
    return decide(
        gathered,
        guidance or load_guidance(),
        policy or load_policy(),
        transaction_hash=digest(canonical(transaction)),
        resolutions=[encode_row(row) for row in transaction.resolutions],
        records=[encode_row(row) for row in transaction.records],
    )


def encode_row(row: Any) -> dict[str, Any]:
    """A resolution or record of the file by field; what is not stated is left out."""
    stated = {field.name: getattr(row, field.name) for field in fields(row) if field.name != "line"}
    return {name: value for name, value in stated.items() if value is not None}


def decide(
    gathered: Gathered,
    guidance: Guidance,
    policy: Policy,
    *,
    transaction_hash: str = "",
    resolutions: Sequence[Mapping[str, Any]] = (),
    records: Sequence[Mapping[str, Any]] = (),
) -> Review:
    """Judge, weigh and advise on what was gathered: all of a review that replay repeats."""
    words = vocabulary()
    judgement = judge(gathered, guidance, words)
    missing = advise.scoping_gaps(judgement)
    resolved = report.resolved_on(resolutions, gathered.known_at)
    weighed = weigh(judgement, policy, words, unknown_scope=bool(missing), resolved=frozenset(resolved))
    sheet = report.Sheet.of(judgement)
    found = report.findings(sheet, weighed, resolved)
    stops = report.stops(sheet, records)
    severity = report.severity_reasons(sheet)
    asked = advise.questions(judgement, weighed, policy, words, missing)
    outcome = _outcome(judgement, weighed, policy, missing, stops, asked, guidance, frozenset(resolved))
    basis = {
        "facts": sorted((_evidence(entry) for entry in sheet.judged()), key=canonical_bytes),
        "findings": sorted([row.id, row.status, row.condition, row.group, row.weight, row.depth] for row in found),
        "severity": sorted([row.row, row.subject, row.status, row.severity] for row in severity),
        "stops": sorted([stop.id, stop.status, stop.condition] for stop in stops),
        "policy": policy.hash,
    }
    return Review(
        transaction=gathered.transaction,
        title=gathered.title,
        known_at=gathered.known_at,
        law_at=gathered.law_at,
        engine=duecare.__version__,
        policy=f"{policy.id} {policy.version}",
        policy_hash=policy.hash,
        vocabulary_hash=words.hash,
        transaction_hash=transaction_hash,
        basis_hash=digest(basis),
        outcome=outcome,
        severity=severity,
        stops=stops,
        findings=found,
        gaps=tuple(encode(gap) for gap in (*judgement.gaps, *_uncorroborated(judgement, found))),
        questions=asked,
        safeguards=report.safeguards(guidance, judgement, found),
        not_examined=report.not_examined(found, policy, weighed),
        instruments=sheet.instruments,
        gathered=gathered,
        resolutions=tuple(resolutions),
        records=tuple(records),
    )


def _evidence(entry: Assertion) -> Any:
    """A judged fact and what it rests on, for the basis hash: not the day on which a source was dated or captured.

    That a party is on no list rests on a search without a find: its note says which editions were searched and how many
    parties they hold, and another edition in which the party is not either is no other evidence (decision 25).
    """
    written = encode(entry)
    written["source"]["date"] = None
    if entry.fact == "party.listed" and entry.value is False:
        written["note"] = None
    return written


def _outcome(
    judgement: Judgement,
    weighed: Weighed,
    policy: Policy,
    missing: tuple[tuple[str, str], ...],
    stops: Sequence[Any],
    asked: Sequence[Any],
    guidance: Guidance,
    resolved: frozenset[str],
) -> Outcome:
    hold = advise.hold_reasons(judgement, missing)
    standing = sum(stop.status == "stands" for stop in stops)
    known, possible = LEVELS[weighed.interval.known], LEVELS[weighed.interval.possible]
    given = advise.advice(policy, weighed.interval, critical=weighed.critical, hold=bool(hold))
    in_place = report.safeguards_in_place(guidance, judgement)
    residual = level_after_safeguards(judgement, policy, in_place, resolved, known=weighed.interval.known)
    return Outcome(
        headline=advise.headline(known, possible, hold, standing, sum(question.decides for question in asked)),
        advice=given,
        advice_reasons=advise.advice_reasons(policy, weighed, given),
        hold=hold,
        known=known,
        possible=possible,
        residual=LEVELS[residual],
        severity_known=weighed.severity[0],
        severity_possible=weighed.severity[1],
        indications_known=INDICATIONS[weighed.indications[0]],
        indications_possible=INDICATIONS[weighed.indications[1]],
        depth=DEPTHS[weighed.depth],
        greatest_depth=DEPTHS[weighed.greatest_depth],
        stopped=standing > 0,
    )


def _uncorroborated(judgement: Judgement, found: Sequence[Any]) -> list[Gap]:
    """Flags that only an interested party's word would clear, and that stay open for it."""
    told = {verdict.key: verdict for verdict in judgement.flags if verdict.told}
    return [
        Gap(
            "uncorroborated",
            finding.subject,
            f"{finding.title}: only an interested party says no; independent corroboration is needed.",
        )
        for finding in found
        if finding.status == "open" and finding.id in told
    ]


def review_bytes(result: Review) -> bytes:
    """The review as canonical JSON (RFC 8785), the same bytes for the same judgement, with a final line end."""
    return canonical_bytes(result.document()) + b"\n"
