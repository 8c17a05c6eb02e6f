"""`duecare review`: one or more transactions to memos or JSON."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from duecare.cli.laid_out import marked_by, marks_of
from duecare.cli.options import instruments, judged_by, read_and_review
from duecare.errors import InputError
from duecare.review import LEVELS, Review, review_bytes
from duecare.transaction import write_atomically


@click.command("review")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option(
    "--format", "form", type=click.Choice(["text", "html", "json", "pdf", "docx", "xlsx"]),
    help="By default text, or what -o ends in if that is .pdf, .docx or .xlsx.",
)  # fmt: skip
@click.option(
    "-o", "--output", metavar="FILE", help="Write here instead of to the terminal; a folder for several files."
)
@click.option("--full", is_flag=True, help="Text: every finding and source, not the short memo.")
@click.option(
    "--fail-on", type=click.Choice(LEVELS), help="Exit 1 if a known level reaches this one, or a legal stop stands."
)
@click.option("--possible", is_flag=True, help="With --fail-on: also if it could, or cannot be rated yet.")
@marked_by
@judged_by
def command(
    files: tuple[str, ...],
    form: str | None,
    output: str | None,
    full: bool,
    fail_on: str | None,
    possible: bool,
    **options: Any,
) -> None:
    """Review transactions: what is known, what could be, why, and what to ask next."""
    said = {name: options.pop(name) for name in ("theme", "paper_status", "mark", "mark_note", "paper_version")}
    ending = Path(output).suffix.casefold().removeprefix(".") if output else ""
    form = form or (ending if ending in FILED else "text")
    if form in FILED and output is None:
        raise InputError(f"a memo as .{form} is written to a file", hint=f"name it with -o memo.{form}")
    folder = _folder(output, files)
    failed = False
    for path in files:
        result = read_and_review(path, **options)
        text = _rendered(result, form, full, options["house"], said, to_file=output is not None)
        if folder is not None:
            target: Path | None = folder / f"{Path(path).stem}.{_SUFFIX.get(form, form)}"
        else:
            target = Path(output) if output else None
        if target is None:
            assert isinstance(text, str)
            sys.stdout.write(text)
            if path != files[-1] and form == "text":
                sys.stdout.write("\n" + "═" * 72 + "\n\n")
        else:
            write_atomically(target, text)
            click.echo(f"{path}: {result.outcome.headline}\n  written to {target}", err=True)
        failed |= fail_on is not None and reaches(result, fail_on, possible=possible)
    if failed:
        sys.exit(1)


_SUFFIX = {"text": "txt"}
FILED = ("pdf", "docx", "xlsx")
"""Forms of a memo that are files to keep, not text to read in a terminal."""


def reaches(result: Review, level: str, *, possible: bool) -> bool:
    """Whether a pipeline should stop: the known (or possible) level reaches this one, or a legal stop stands."""
    outcome = result.outcome
    if outcome.stopped or (possible and outcome.hold):
        return True
    worst = max(LEVELS.index(outcome.known), LEVELS.index(outcome.possible) if possible else 0)
    return worst >= LEVELS.index(level)


def _folder(output: str | None, files: tuple[str, ...]) -> Path | None:
    if output is None or (len(files) == 1 and not Path(output).is_dir()):
        return None
    folder = Path(output)
    if folder.exists() and not folder.is_dir():
        raise InputError("several files need a folder to write to", path=output)
    stems = [Path(path).stem for path in files]
    if len(set(stems)) < len(stems):
        raise InputError("two of the files have the same name; their results would overwrite each other", path=output)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _rendered(
    result: Review, form: str, full: bool, house: tuple[str, ...], said: dict[str, Any], *, to_file: bool
) -> str | bytes:
    if form == "json":
        return review_bytes(result).decode("utf-8")
    guidance = instruments(house)
    if form == "html":
        from duecare.papers.html import memo_html
        from duecare.papers.layout.theme import theme_at_hand

        return memo_html(result, guidance, theme_at_hand(said["theme"]))
    if form in FILED:
        from duecare.guidance.clauses import load_clauses
        from duecare.papers.layout import rendered, theme_at_hand
        from duecare.papers.memo_document import memo_document

        marks = marks_of(result.known_at, result.basis_hash, said)
        document = memo_document(result, guidance, load_clauses(*house), marks)
        return rendered(document, form, theme_at_hand(said["theme"]))
    from duecare.papers.terminal import memo_text

    return memo_text(result, guidance, full=full, to_file=to_file)
