"""`duecare explain`: why one red flag or legal stop is raised, clear, open or resolved."""

from __future__ import annotations

import sys
from typing import Any

import click

from duecare.cli.options import instruments, judged_by, read_and_review


@click.command("explain")
@click.argument("file")
@click.argument("flag")
@judged_by
def command(file: str, flag: str, **options: Any) -> None:
    """Explain one red flag, as in: duecare explain deal.yaml US-STATE-2020/C4/RF1."""
    guidance = instruments(options["house"])
    guidance.entry(flag.split("@", 1)[0])
    from duecare.papers.explain import explain_text

    sys.stdout.write(explain_text(read_and_review(file, **options), guidance, flag))
