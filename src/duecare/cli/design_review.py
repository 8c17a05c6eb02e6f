"""`duecare design-review`: misuse scenarios and design safeguards of an item, as a checklist to work through."""

from __future__ import annotations

import datetime
import sys
from pathlib import Path
from typing import Any

import click

from duecare.cli.laid_out import marked_by, marks_of, write_paper
from duecare.errors import InputError
from duecare.transaction import write_atomically

_FORMS = {".txt": "text", ".md": "md", ".docx": "docx", ".pdf": "pdf", ".json": "json"}


@click.command("design-review")
@click.argument("file", metavar="ITEM.yaml")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "md", "docx", "pdf", "json"]),
    help="By default by -o's ending, else text.",
)
@click.option("-o", "--output", metavar="FILE", help="Write here; .docx and .pdf have to be written to a file.")
@click.option("--item", "item_id", metavar="ID", help="Which item of a transaction file with several.")
@marked_by
def command(file: str, form: str | None, output: str | None, item_id: str | None, **said: Any) -> None:
    """Lay out how an item could be misused and what its design can do about it.

    The file has the keys of an item (name, description, documents, capabilities, mode) and, under design:, what is in
    place already with its proof; or it is a transaction file.
    """
    from duecare.guidance import load_guidance
    from duecare.items.item_file import read_item
    from duecare.papers.design import design_document, design_json, design_markdown, design_text
    from duecare.transaction.tables import refuse_input_as_output

    chosen = form or (_FORMS.get(Path(output).suffix.casefold()) if output else "text")
    if chosen is None:
        raise InputError(
            f"{output}: ends in {Path(str(output)).suffix!r}", hint=f"accepted: {', '.join(_FORMS)}, or --format"
        )
    if output is not None:
        refuse_input_as_output(Path(output), [Path(file)])
    guidance = load_guidance()
    read = read_item(file, guidance.safeguards)
    paper = design_document(read, item_id, guidance, Path(file).parent, file)
    if chosen in ("docx", "pdf"):
        from duecare.papers.design_checklist import design_checklist

        if output is None:
            raise InputError(f"a .{chosen} is written to a file", hint=f"name it with -o checklist.{chosen}")
        marks = marks_of(datetime.date.today(), "", said)
        write_paper(design_checklist(paper, marks), chosen, output, said["theme"], [file])
        return
    content = {"text": design_text, "md": design_markdown, "json": design_json}[chosen](paper)
    if output is None:
        sys.stdout.write(content)
        return
    write_atomically(output, content)
    click.echo(f"Written to {output}.", err=True)
