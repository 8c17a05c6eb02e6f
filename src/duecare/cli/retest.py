"""What `duecare guidance test` runs: the tests beside each condition, and the reviews that a change moves."""

from __future__ import annotations

import datetime
from pathlib import Path

from duecare.errors import InputError
from duecare.facts import compile_condition, vocabulary
from duecare.guidance import Guidance, load_guidance
from duecare.guidance.build import build_guidance
from duecare.guidance.lint import test_row
from duecare.guidance.load import shipped_documents
from duecare.review import Review, load_policy, review
from duecare.transaction import Transaction, read_transaction


def run_tests(guidance: Guidance) -> tuple[list[str], int]:
    """Each condition against the examples written beside it; one line a failure, and how many ran."""
    words = vocabulary()
    failures, ran = [], 0
    for entry in (*guidance.flags, *guidance.stops, *guidance.severities):
        evaluate = compile_condition(entry.rule)
        for number, test in enumerate(entry.tests, start=1):
            ran += 1
            verdict = {True: "raised", False: "clear", None: "open"}[evaluate(test_row(test.given, words))]
            if verdict != test.then:
                failures.append(
                    f"{entry.id}: test {number} expects {test.then}, got {verdict}, given {dict(test.given)}"
                )
    return failures, ran


def moved_deals(now: Guidance, folder: Path, *, shipped_only: bool) -> tuple[list[str], int]:
    """The transactions of a folder whose outcome or findings differ under two states of the instruments.

    Raises:
        InputError: the folder holds no transaction, or there is no compiled state to compare with.
    """
    paths = sorted(folder.glob("*.yaml"))
    if not paths:
        raise InputError("no transactions (*.yaml) here", path=str(folder))
    then = load_guidance() if shipped_only else _as_compiled()
    lines = []
    for path in paths:
        deal = read_transaction(path)
        before, after = _review(deal, then), _review(deal, now)
        lines += _movement(path.name, before, after)
    return lines, len(paths)


def _as_compiled() -> Guidance:
    compiled = shipped_documents()
    if not compiled["instruments"]:
        raise InputError("the instruments were never compiled", hint="run scripts/compile_data.py")
    hashes = {name: row["hash"] for name, row in compiled["instruments"].items()}
    return build_guidance(compiled["instruments"], compiled["crosswalk"], hashes)


def _review(deal: Transaction, guidance: Guidance) -> Review:
    today = datetime.date.today()
    return review(deal, known_at=deal.date or today, law_at=today, guidance=guidance, policy=load_policy())


def _movement(name: str, before: Review, after: Review) -> list[str]:
    then, now = before.outcome, after.outcome
    changed = [
        f"{word} {getattr(then, key)} to {getattr(now, key)}"
        for word, key in (("known level", "known"), ("possible level", "possible"), ("advice", "advice"))
        if getattr(then, key) != getattr(now, key)
    ]
    statuses = {finding.id: finding.status for finding in before.findings}
    changed += [
        f"{finding.flag} {statuses.get(finding.id, 'absent')} to {finding.status}"
        for finding in after.findings
        if statuses.get(finding.id, "absent") != finding.status
    ]
    gone = statuses.keys() - {finding.id for finding in after.findings}
    changed += [f"{name.split('@')[0]} {statuses[name]} to absent" for name in sorted(gone)]
    return [f"{name}: {'; '.join(changed)}"] if changed else []
