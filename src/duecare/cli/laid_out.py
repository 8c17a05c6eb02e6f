"""Options of every command that makes a paper, and how they become its marks, its look and its file."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from duecare.transaction import write_atomically

if TYPE_CHECKING:
    from duecare.papers.layout import Document, Marks

F = TypeVar("F", bound=Callable[..., Any])
STATUSES = ("draft", "proposed", "approved", "final", "published", "superseded")
MARKS = ("public", "internal", "confidential", "privileged")


def marked_by(function: F) -> F:
    """What every page of a paper says of it, and how it looks."""
    for option in (
        click.option("--theme", metavar="FILE", help="The house's look; by default theme.yaml in the data folder."),
        click.option("--paper-status", type=click.Choice(STATUSES), default="draft", show_default=True,
                     help="What the paper is."),
        click.option("--mark", type=click.Choice(MARKS), default="confidential", show_default=True,
                     help="Whom the paper is for."),
        click.option("--mark-note", metavar="WORDS", default="", help="More on that, as who claims the privilege."),
        click.option("--paper-version", metavar="WORDS", default="1", show_default=True, help="Of the paper."),
    ):  # fmt: skip
        function = option(function)
    return function


def marks_of(data_date: datetime.date, basis_hash: str, said: dict[str, Any]) -> Marks:
    """The marks of a paper, of what `marked_by` gave."""
    from duecare.papers.layout import Marks

    return Marks(
        version=said["paper_version"], status=said["paper_status"], mark=said["mark"], mark_note=said["mark_note"],
        data_date=data_date.isoformat(), made=datetime.date.today().isoformat(), basis_hash=basis_hash,
    )  # fmt: skip


def write_paper(document: Document, form: str, output: str, theme: str | None, inputs: Sequence[str]) -> None:
    """Write a paper, and say where.

    Raises:
        InputError: the theme or the paper is refused, or an input would be written over.
    """
    from duecare.papers.layout import rendered, theme_at_hand
    from duecare.transaction.tables import refuse_input_as_output

    refuse_input_as_output(Path(output), [Path(one) for one in inputs])
    write_atomically(Path(output), rendered(document, form, theme_at_hand(theme)))
    click.echo(f"Written to {output}.", err=True)
