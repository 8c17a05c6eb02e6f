"""`duecare clauses`: the annex that a deal calls for, why each clause is in it, and the library itself."""

from __future__ import annotations

from typing import Any

import click

from duecare.cli.laid_out import marked_by, marks_of, write_paper
from duecare.cli.options import instruments, judged_by, read_and_review

PAPERS = ("sales", "engagement", "reseller", "end-use", "hosted")
FORMS = ("docx", "pdf", "json", "html")
_JUDGED = ("policy_file", "house", "no_lists", "law_at", "known_at")


class _OfADeal(click.Group):
    """A group in which whatever is no command is a deal."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if args and args[0] not in (*self.commands, "-h", "--help"):
            args = ["for", *args]
        return super().parse_args(ctx, args)


@click.group("clauses", cls=_OfADeal, subcommand_metavar="DEAL | list | show ID")
def command() -> None:
    """Contract clauses for a deal, picked by what its review found; or the library, to read.

    Without -o it says what the deal calls for, and why. -o writes the annex, which holds the clauses alone and can be
    sent; --reasons writes why they are there, what to do when they are refused and what none answers, which cannot.
    A draft for counsel to start from: it is not legal advice.
    """


@command.command("for")
@click.argument("deal", metavar="DEAL")
@click.option("-o", "--output", metavar="FILE", help="Write the annex here: .docx, .pdf, .json or .html.")
@click.option("--reasons", metavar="FILE", help="Write here why each clause is there. For your own side.")
@click.option("--paper", type=click.Choice(PAPERS), help="The kind of paper; by default what the deal looks like.")
@click.option(
    "--strength", type=click.Choice(["firm", "standard", "light"]),
    help="One for all; by default firm where a raised finding is serious or critical, else standard.",
)  # fmt: skip
@click.option("--open", "with_open", is_flag=True, help="Also what answers findings that are only open.")
@click.option("--all", "everything", is_flag=True, help="Every clause that fits the paper.")
@judged_by
@marked_by
def annex(
    deal: str, output: str | None, reasons: str | None, paper: str | None, strength: str | None, *, with_open: bool,
    everything: bool, **said: Any,
) -> None:  # fmt: skip
    """The clauses that a deal calls for. `for` need not be written."""
    from duecare.guidance.clauses import load_clauses
    from duecare.papers.clauses import Words, annex_document, choose, paper_for, parts_of, reasons_document
    from duecare.papers.clauses.text import choice_text
    from duecare.papers.layout import form_of

    forms = [form_of(None, one, FORMS) if one else "" for one in (output, reasons)]
    review = read_and_review(deal, **{name: said[name] for name in _JUDGED})
    guidance, library = instruments(said["house"]), load_clauses(*said["house"])
    kind = paper or paper_for(review)
    choice = choose(review, library, kind, strength=strength, with_open=with_open, everything=everything)
    words = Words.of(review, library, kind)
    marks = marks_of(review.known_at, review.basis_hash, said)
    if output:
        schedule = library.forms[kind].schedule
        under = (Words.of(review, library, schedule), parts_of(choice.schedule)) if schedule else None
        document = annex_document(review, words, marks, parts_of(choice.chosen), under, choice)
        write_paper(document, forms[0], output, said["theme"], [deal])
    if reasons:
        document = reasons_document(review, library, guidance, choice, words, marks)
        write_paper(document, forms[1], reasons, said["theme"], [deal, *([output] if output else [])])
    if not (output or reasons):
        click.echo(choice_text(review, library, guidance, choice), nl=False)


@command.command("list")
@click.option("--paper", type=click.Choice(PAPERS), help="Only clauses that fit this kind of paper.")
@click.option("--house", multiple=True, metavar="DIR", help="Also the house's own clauses.")
def list_(paper: str | None, house: tuple[str, ...]) -> None:
    """List the clauses: id, title, strengths, papers."""
    from duecare.guidance.clauses import load_clauses
    from duecare.papers.clauses.text import list_text

    click.echo(list_text(load_clauses(*house), paper), nl=False)


@command.command("show")
@click.argument("name", metavar="ID")
@click.option("--house", multiple=True, metavar="DIR", help="Also the house's own clauses.")
def show(name: str, house: tuple[str, ...]) -> None:
    """Show one clause: purpose, words in each strength, what it answers, law, notes and alternatives."""
    from duecare.guidance.clauses import load_clauses
    from duecare.papers.clauses.text import clause_text

    library = load_clauses(*house)
    click.echo(clause_text(library.clause(name), library, instruments(house)), nl=False)
