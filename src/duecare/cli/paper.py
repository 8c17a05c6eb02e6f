"""`duecare paper`: board pack, condition list and end-use statement, as files to send or to file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from duecare.cli.laid_out import marked_by, marks_of, write_paper
from duecare.cli.options import instruments, judged_by, read_and_review
from duecare.errors import InputError

F = TypeVar("F", bound=Callable[..., Any])
_JUDGED = ("policy_file", "house", "no_lists", "law_at", "known_at")


@click.group("paper")
def command() -> None:
    """Papers to file or to send, each with its version, status, basis and date of data on every page."""


def _written(*forms: str) -> Callable[[F], F]:
    def options(function: F) -> F:
        for option in (
            click.option("--format", "form", type=click.Choice(forms), help="By default by the ending of -o."),
            click.option("-o", "--output", metavar="FILE", required=True, help=f"Write here: .{', .'.join(forms)}."),
        ):
            function = option(function)
        return judged_by(marked_by(function))

    return options


@command.command("board-pack")
@click.argument("deals", nargs=-1, required=True, metavar="DEAL...")
@click.option("--title", metavar="WORDS", default="", help="Of the pack, as the meeting that reads it.")
@_written("pdf", "docx", "xlsx", "json", "html")
def board_pack(deals: tuple[str, ...], title: str, form: str | None, output: str, **said: Any) -> None:
    """Many deals for a board: a page that sums up, and a page for each."""
    from duecare.papers.board_pack import Case
    from duecare.papers.board_pack import board_pack as pack
    from duecare.papers.layout import MEDIA, form_of

    asked = form_of(form, output, tuple(MEDIA))
    judged = {name: said[name] for name in _JUDGED}
    names = [Path(deal).stem for deal in deals]
    if len(set(names)) < len(names):
        raise InputError("two of the files have the same name; a board could not tell them apart", path=output)
    cases = [Case(name, read_and_review(deal, **judged)) for name, deal in zip(names, deals, strict=True)]
    marks = marks_of(min(case.review.known_at for case in cases), "", said)
    document = pack(cases, instruments(said["house"]), marks, title)
    write_paper(document, asked, output, said["theme"], deals)


@command.command("conditions")
@click.argument("deal", metavar="DEAL")
@_written("xlsx", "docx", "pdf", "json")
def conditions(deal: str, form: str | None, output: str, **said: Any) -> None:
    """What has to be agreed or built before a deal goes on, why, and what would prove it."""
    from duecare.papers.conditions import conditions_document
    from duecare.papers.layout import form_of

    asked = form_of(form, output, ("xlsx", "docx", "pdf", "json"))
    review = read_and_review(deal, **{name: said[name] for name in _JUDGED})
    document = conditions_document(review, marks_of(review.known_at, review.basis_hash, said))
    write_paper(document, asked, output, said["theme"], [deal])


@command.command("end-use-statement")
@click.argument("deal", metavar="DEAL")
@click.option(
    "--language", type=click.Choice(["en", "ar", "es", "fr", "ru", "zh"]),
    help="The second language; en for English alone. By default by the script of the end user's name.",
)  # fmt: skip
@_written("pdf", "docx", "json")
def end_use_statement(deal: str, language: str | None, form: str | None, output: str, **said: Any) -> None:
    """The form that an end user signs: uses forbidden by name for the risk found, what is known filled in."""
    from duecare.papers.end_use import end_use_statement as statement
    from duecare.papers.layout import form_of

    asked = form_of(form, output, ("pdf", "docx", "json"))
    review = read_and_review(deal, **{name: said[name] for name in _JUDGED})
    document = statement(review, marks_of(review.known_at, review.basis_hash, said), language)
    write_paper(document, asked, output, said["theme"], [deal])
