"""`duecare design-review`: misuse scenarios and design safeguards of an item, as a checklist to work through."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from duecare.errors import InputError
from duecare.transaction import write_atomically

_FORMS = {".txt": "text", ".md": "md", ".docx": "docx", ".json": "json"}


@click.command("design-review")
@click.argument("file", metavar="ITEM.yaml")
@click.option(
    "--format", "form", type=click.Choice(["text", "md", "docx", "json"]), help="By default by -o's ending, else text."
)
@click.option("-o", "--output", metavar="FILE", help="Write here; a .docx has to be written to a file.")
@click.option("--item", "item_id", metavar="ID", help="Which item of a transaction file with several.")
def command(file: str, form: str | None, output: str | None, item_id: str | None) -> None:
    """Lay out how an item could be misused and what its design can do about it.

    The file has the keys of an item (name, description, documents, capabilities, mode) and, under design:, what is in
    place already with its proof; or it is a transaction file.
    """
    from duecare.guidance import load_guidance
    from duecare.items.item_file import read_item
    from duecare.papers.design import design_document, design_docx, design_json, design_markdown, design_text
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
    if chosen == "docx" and output is None:
        raise InputError("a .docx is written to a file", hint="name it with -o checklist.docx")
    content: str | bytes
    if chosen == "docx":
        content = design_docx(paper)
    else:
        content = {"text": design_text, "md": design_markdown, "json": design_json}[chosen](paper)
        if output is None:
            sys.stdout.write(content)
            return
    assert output is not None
    write_atomically(output, content)
    click.echo(f"Written to {output}.", err=True)
