"""`duecare template`: a blank transaction to fill in."""

from __future__ import annotations

import click

from duecare.errors import InputError


@click.command("template")
@click.argument("file", metavar="FILE.xlsx")
@click.option("--force", is_flag=True, help="Replace a file that is there.")
def command(file: str, force: bool) -> None:
    """Write a blank transaction as a spreadsheet, with every choice a list and "unknown" among them."""
    from pathlib import Path

    from duecare.transaction.template import write_template

    if Path(file).suffix.lower() != ".xlsx":
        raise InputError("the template is a spreadsheet", path=file, hint="accepted: a name that ends in .xlsx")
    if Path(file).exists() and not force:
        raise InputError("there is already a file here; it may hold answers", path=file, hint="--force replaces it")
    write_template(file)
    click.echo(f"Written to {file}. Fill it in, then: duecare review {file}")
