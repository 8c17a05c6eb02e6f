"""`duecare explain`: why one red flag or legal stop is raised, clear, open or resolved."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from duecare.cli.options import instruments, judged_by, read_and_review
from duecare.errors import InputError
from duecare.review import load_policy


@click.command("explain")
@click.argument("file", metavar="FILE|RESULT")
@click.argument("flag", required=False)
@click.option("--transaction", metavar="ID", help="Of a portfolio result: which of its transactions.")
@click.option("--flag", "entry", metavar="ID", help="Which red flag or legal stop; the same as FLAG.")
@click.option("--json", "as_json", is_flag=True, help="Of a portfolio result: as JSON.")
@judged_by
def command(
    file: str, flag: str | None, transaction: str | None, entry: str | None, as_json: bool, **options: Any
) -> None:
    """Explain one red flag, as in: duecare explain deal.yaml US-STATE-2020/C4/RF1.

    Of the RESULT of a portfolio review, one transaction, from the result alone: duecare explain result --transaction
    A-1 --flag US-STATE-2020/C4/RF1. Without a flag it lists what stands.
    """
    if flag and entry and flag != entry:
        raise InputError(f"two flags are given, {flag} and {entry}", hint="one at a time")
    named, guidance = entry or flag, instruments(options["house"])
    if named:
        guidance.entry(named.split("@", 1)[0])
    if Path(file).is_dir() or (transaction is not None and not Path(file).exists()):
        _refused(options, ("known_at", "law_at", "no_lists"), "a result", "it was judged as of its own days and lists")
        if transaction is None:
            raise InputError("which transaction is not said", path=file, hint="--transaction ID")
        _of_result(Path(file), transaction, named, guidance, options["policy_file"], as_json)
        return
    of_result = {"transaction": transaction, "json": as_json}
    _refused(of_result, tuple(of_result), "a transaction file", "it is about the result of a portfolio review")
    if not named:
        raise InputError("which red flag or legal stop is not said", path=file, hint="duecare explain FILE FLAG")
    from duecare.papers.explain import explain_text

    sys.stdout.write(explain_text(read_and_review(file, **options), guidance, named))


def _refused(given: dict[str, Any], names: tuple[str, ...], what: str, why: str) -> None:
    for name in names:
        if given[name]:
            raise InputError(f"--{name.replace('_', '-')} does not go with {what}", hint=why)


def _of_result(
    folder: Path, transaction: str, flag: str | None, guidance: Any, policy_file: str | None, as_json: bool
) -> None:
    from duecare.papers.portfolio_explain import explained_text, explanation_json, overview_text
    from duecare.portfolio.explain import explain, overview

    policy = load_policy(policy_file)
    if flag is None:
        found = overview(folder, transaction, guidance=guidance, policy=policy)
        sys.stdout.write(explanation_json(found) if as_json else overview_text(found, guidance))
    else:
        one = explain(folder, transaction, flag, guidance=guidance, policy=policy)
        sys.stdout.write(explanation_json(one) if as_json else explained_text(one, guidance))
