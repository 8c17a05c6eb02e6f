"""`duecare scope`: what an item can do, from its own words."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from duecare.cli.progress import rows_progress
from duecare.errors import InputError
from duecare.transaction import write_atomically

MOST_FROM_PIPE = 150_000_000
LONGEST_NAME = 200


@click.command("scope")
@click.argument("what", nargs=-1, required=True, metavar="TEXT|FILE...")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("-o", "--output", metavar="FILE", help="Write here; with --column .csv, .tsv, .xlsx or .jsonl.")
@click.option("--together", is_flag=True, help="All files describe one item.")
@click.option("--full", is_flag=True, help="Text: every element of the definitions, every sentence.")
@click.option("--column", metavar="NAME", help="A catalogue: the column with the descriptions; several with commas.")
@click.option("--sheet", metavar="NAME", help="With --column: which sheet of a workbook; by default the first.")
def command(
    what: tuple[str, ...],
    form: str,
    output: str | None,
    together: bool,
    full: bool,
    column: str | None,
    sheet: str | None,
) -> None:
    """Say whether a product has surveillance capabilities, intended or not, which, and on which words that rests.

    Give a text in quotes, or files: text, Markdown, HTML, PDF, DOCX or XLSX; `-` reads standard input. With --column a
    table (CSV, TSV, XLSX) is scoped row by row.
    """
    if column is not None:
        if together or full or form != "text":
            raise InputError(
                "--together, --full and --format do not go with --column", hint="-o's ending is the format"
            )
        _catalogue(what, column, sheet, output)
        return
    if sheet is not None:
        raise InputError("--sheet goes with --column")
    if output is not None:
        _refuse(Path(output), what)
    from duecare.items import read_document, read_document_bytes, scope_documents, text_document

    documents = []
    for given in what:
        if given == "-":
            documents.append(read_document_bytes(sys.stdin.buffer.read(MOST_FROM_PIPE), "standard input"))
        elif _names_file(given):
            documents.append(read_document(given))
        else:
            documents.append(text_document("text", given))
    groups = [documents] if together else [[document] for document in documents]
    scopes = [scope_documents(group) for group in groups]
    if form == "json":
        from duecare.items.report import scope_document

        text = json.dumps(scope_document(scopes), ensure_ascii=False, indent=2) + "\n"
    else:
        from duecare.guidance import load_guidance
        from duecare.papers.scope import scope_text

        text = scope_text(scopes, load_guidance(), full=full, to_file=output is not None)
    if output is None:
        sys.stdout.write(text)
    else:
        write_atomically(output, text)
        click.echo(f"Written to {output}.", err=True)


def _names_file(given: str) -> bool:
    """A word that is a file, or looks like one."""
    from duecare.items import looks_like_file

    if "\n" in given or "\0" in given:
        return False
    try:
        return Path(given).exists() or (looks_like_file(given) and len(given) < LONGEST_NAME)
    except OSError:  # too long for a name
        return False


def _refuse(output: Path, what: tuple[str, ...]) -> None:
    from duecare.transaction.tables import refuse_input_as_output

    if output.suffix.casefold() in (".pdf", ".docx", ".xlsx", ".html", ".csv"):
        raise InputError(f"ends in {output.suffix!r}; the result is text or JSON", path=str(output))
    refuse_input_as_output(output, [Path(given) for given in what if _names_file(given)])


def _catalogue(what: tuple[str, ...], column: str, sheet: str | None, output: str | None) -> None:
    from duecare.items.catalogue import scope_catalogue

    if len(what) != 1:
        raise InputError("--column takes one table", hint="accepted: a .csv, .tsv or .xlsx file")
    if output is None:
        raise InputError("--column needs -o FILE to write the scoped catalogue to")
    with rows_progress("Scoping") as advance:
        done = scope_catalogue(what[0], column, output, sheet=sheet, advance=advance)
    counts = ", ".join(f"{number:,} {verdict}" for verdict, number in sorted(done.counts.items()))
    resumed = f" ({done.resumed:,} were done before)" if done.resumed else ""
    click.echo(f"{done.rows:,} rows{resumed}: {counts}. Written to {output}.", err=True)
