"""`duecare watch`: bring the result of a portfolio up to date after a data pull, and tell whose outcome is another."""

from __future__ import annotations

import datetime
import json
import os
import sys
from pathlib import Path
from typing import Any

import click

from duecare.cli.country import written
from duecare.cli.deliver import check_mail, check_webhook, post, send_mail
from duecare.cli.options import Day, countries_at_hand, instruments, judged_by, lists_at_hand
from duecare.errors import InputError, OutputError
from duecare.review import load_policy

_MOST = 10_000


class Since(Day):
    """`last`, or a day."""

    name = "last|date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if value is None or value == "last":
            return None
        return super().convert(value, param, ctx)


@click.command("watch")
@click.argument("folder", metavar="RESULT")
@click.option("--since", type=Since(), default="last", show_default=True,
              help="Changes since the result was last up to date; with a day, earlier alerts too.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="As JSON, with the transactions one by one.")
@click.option("-o", "--output", metavar="FILE", help="Write the alerts here, as JSON.")
@click.option("--mail", "to", multiple=True, metavar="ADDRESS", help="Send the alerts here by e-mail; repeatable.")
@click.option("--webhook", metavar="URL", help="Send the alerts as JSON to this address.")
@click.option("--most", type=click.IntRange(1), default=_MOST, show_default=True, metavar="N",
              help="How many changed transactions are told one by one; all are counted.")  # fmt: skip
@click.option("--workers", type=click.IntRange(1, 64), default=1, show_default=True, help="How many processes judge.")
@judged_by
def command(
    folder: str,
    since: datetime.date | None,
    as_json: bool,
    output: str | None,
    to: tuple[str, ...],
    webhook: str | None,
    most: int,
    workers: int,
    known_at: datetime.date | None,
    law_at: datetime.date | None,
    house: tuple[str, ...],
    policy_file: str | None,
    no_lists: bool,
) -> None:
    """Bring a RESULT of a portfolio up to date, and tell whose level, findings or legal stops are others, and why.

    After a data pull, or with other instruments: only what the change can touch is looked at and judged again. The
    result then says what a review of the whole book would say. Mail and webhook are sent only where an outcome changed;
    the alerts of every run are kept in RESULT/alerts.
    """
    from duecare.papers.portfolio_watch import headline, watch_document, watch_json, watch_text
    from duecare.portfolio.watch import watch
    from duecare.snapshots import Store, home_from

    check_mail(to)
    if webhook is not None:
        check_webhook(webhook)
    today, guidance = datetime.date.today(), instruments(house)
    found = watch(
        Path(folder),
        known_at=known_at or today,
        law_at=law_at or today,
        guidance=guidance,
        policy=load_policy(policy_file),
        lists=None if no_lists else lists_at_hand(),
        country_data=countries_at_hand(starter=no_lists),
        store=Store(home_from(os.environ)),
        workers=workers,
        most=most,
        say=lambda what: click.echo(what, err=True),
    )
    earlier = _earlier(Path(folder), since, 1 if found.alerts is not None else 0) if since is not None else []
    if output is not None:
        written(watch_json(found, earlier), output, "The alerts.")
    sys.stdout.write(watch_json(found, earlier) if as_json else watch_text(found, guidance))
    if since is not None and not as_json:
        click.echo(f"{len(earlier)} earlier alert files since {since}; --json tells them.", err=True)
    if found.alerts is None or not found.alerts.counts.changed:
        return
    try:
        if to:
            text = watch_text(found, guidance, to_file=True)
            send_mail(to, f"Duecare: {headline(found)}", text, {"alerts.json": watch_json(found)})
        if webhook is not None:
            post(webhook, watch_document(found))
    except OutputError as problem:
        raise OutputError(f"{problem}; the result is up to date, and its alerts stand in {folder}/alerts") from None


def _earlier(folder: Path, since: datetime.date, newest: int) -> list[dict[str, Any]]:
    """The alerts of earlier runs that were made from a day on."""
    files = sorted((folder / "alerts").glob("*.json"))
    found = []
    for file in files[: len(files) - newest]:
        day = file.stem.partition("-")[2]
        try:
            if datetime.date.fromisoformat(day) >= since:
                found.append({"day": day, **json.loads(file.read_text("utf-8"))})
        except (OSError, ValueError) as problem:
            raise InputError(f"cannot be read: {problem}", path=str(file)) from None
    return found
