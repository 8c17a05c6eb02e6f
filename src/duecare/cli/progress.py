"""How far a table or a book has come, shown while a person waits."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click


@contextmanager
def rows_progress(doing: str) -> Iterator[Callable[[int, int | None], None]]:
    """What shows how many rows are done, of how many where that is known; Ctrl-C keeps the rows done."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    columns = (TextColumn(doing), BarColumn(), MofNCompleteColumn(), TextColumn("rows"), TimeRemainingColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as bar:
        task = bar.add_task("rows", total=None)
        try:
            yield lambda done, total: bar.update(task, completed=done, total=total)
        except KeyboardInterrupt:
            bar.stop()
            click.echo("duecare: stopped; the rows done are kept. The same command goes on from there.", err=True)
            sys.exit(130)


@contextmanager
def steps_progress() -> Iterator[tuple[Callable[[str], None], Callable[[str, int, int], None]]]:
    """What says each step on a line of its own, and what shows below it how much of what is done, of how many.

    On a terminal only the bar of what is under way is there, and goes when it is done; elsewhere there is none.
    """
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

    console = Console(stderr=True, highlight=False, markup=False)
    columns = (TextColumn("  {task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    tasks: dict[str, TaskID] = {}
    with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as bar:

        def say(step: str) -> None:
            if console.is_terminal:
                for task in tasks.values():
                    bar.update(task, visible=False)
                console.print(step)
            else:
                click.echo(step, err=True)

        def advance(what: str, done: int, total: int) -> None:
            for name, task in tasks.items():
                bar.update(task, visible=name == what)
            if what not in tasks:
                tasks[what] = bar.add_task(what, total=total)
            bar.update(tasks[what], completed=done)

        try:
            yield say, advance
        except KeyboardInterrupt:
            bar.stop()
            said = "no result was written; what is done is kept, and the same command goes on from there"
            click.echo(f"duecare: stopped; {said}", err=True)
            sys.exit(130)
