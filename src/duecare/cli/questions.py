"""`duecare questions`: what to find out next."""

from __future__ import annotations

import sys
from typing import Any

import click

from duecare.cli.options import judged_by, read_and_review


@click.command("questions")
@click.argument("file")
@click.option("--all", "everything", is_flag=True, help="Every open question, not only those that matter most.")
@judged_by
def command(file: str, everything: bool, **options: Any) -> None:
    """List what to find out next, ranked by how far an answer moves the outcome."""
    from duecare.papers.questions import questions_text

    sys.stdout.write(questions_text(read_and_review(file, **options), everything=everything))
