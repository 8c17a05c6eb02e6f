"""`duecare answer`: record what was found out, in the transaction's own file, and show what it changed."""

from __future__ import annotations

import datetime
from typing import Any

import click

from duecare.cli.options import Day, judged_by, read_and_review
from duecare.errors import InputError
from duecare.transaction import SourceKind
from duecare.transaction.answers import record_answer
from duecare.transaction.format import SOURCE_KINDS


@click.command("answer")
@click.argument("file")
@click.argument("answer", metavar="FACT=VALUE")
@click.option("--source", required=True, help="Where the answer comes from, as you would cite it.")
@click.option("--kind", type=click.Choice(SOURCE_KINDS), help="What sort of source; by default read off its title.")
@click.option("--date", "day", type=Day(), help="The day of the source; by default today.")
@click.option("--subject", help="Which item, party, place or use, by its id in the file, where there are several.")
@click.option("--by", help="Who found it out or decided it.")
@click.option("--note", help="Anything a reader should know.")
@judged_by
def command(
    file: str,
    answer: str,
    source: str,
    kind: SourceKind | None,
    day: datetime.date | None,
    subject: str | None,
    by: str | None,
    note: str | None,
    **options: Any,
) -> None:
    """Record an answer, as in: duecare answer deal.yaml end_user.kind=police --source "end-use statement"."""
    fact, equals, value = answer.partition("=")
    if not equals or not fact.strip():
        raise InputError(f"{answer!r} is not an answer", hint="accepted: FACT=VALUE, as end_user.kind=police")
    before = read_and_review(file, **options)
    dated = day or datetime.date.today()
    record_answer(
        file, fact.strip(), value.strip(), subject=subject, source=source, kind=kind, date=dated, by=by, note=note
    )
    after = read_and_review(file, **options)
    click.echo(f"Recorded in {file}: {fact.strip()} is {value.strip()} ({source}, {dated}).")
    click.echo(f"Before: {before.outcome.headline}")
    click.echo(f"Now:    {after.outcome.headline}")
    statuses = {finding.id: finding.status for finding in before.findings}
    for finding in after.findings:
        then = statuses.get(finding.id, "absent")
        if then != finding.status:
            click.echo(f"  {finding.title}: {then} to {finding.status} ({finding.flag})")
    if options["known_at"] and dated > options["known_at"]:
        click.echo(f"  The answer is dated after --known-at {options['known_at']} and does not count there.")
