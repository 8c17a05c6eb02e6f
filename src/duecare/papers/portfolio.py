"""What a portfolio review found: a dashboard, the same in short for the terminal, running contracts as a workbook."""

from __future__ import annotations

from pathlib import Path

from duecare.guidance import Guidance, load_guidance
from duecare.papers.portfolio_figures import figures
from duecare.papers.portfolio_result import opened
from duecare.papers.portfolio_sweep import Sweep, sweep
from duecare.transaction.files import replacing


def dashboard_html(folder: Path, guidance: Guidance | None = None, *, where: str = "") -> str:
    """The dashboard of a result folder: one HTML file that asks nothing of any server.

    Args:
        folder: What `duecare portfolio review` wrote.
        guidance: The instruments that it was reviewed by, for the titles of rules; those shipped by default.
        where: Only the transactions that meet this condition (see `duecare.portfolio.result.selection`).

    Raises:
        InputError: no result folder, one that is not whole, or no condition.
    """
    from duecare.papers.portfolio_html import CONTRACTS, portfolio_html
    from duecare.papers.portfolio_rows import worst

    known = guidance or load_guidance()
    with opened(folder, where) as result:
        manifest = {**result.manifest, **({"where": result.chosen.where} if result.chosen else {})}
        return portfolio_html(figures(result), sweep(result, CONTRACTS), worst(result, known), known, manifest)


def portfolio_text(
    folder: Path, guidance: Guidance | None = None, *, to_file: bool = False, width: int | None = None
) -> str:
    """The dashboard in short, for the terminal as it is now, or plain for a file.

    Raises:
        InputError: no result folder, or one that is not whole.
    """
    from duecare.papers.portfolio_text import SHOWN, short_text

    with opened(folder) as result:
        found, running = figures(result), sweep(result, SHOWN)
        return short_text(found, running, guidance or load_guidance(), result.manifest, to_file=to_file, width=width)


def chosen_text(
    folder: Path,
    where: str,
    guidance: Guidance | None = None,
    *,
    most: int = 10,
    to_file: bool = False,
    width: int | None = None,
) -> str:
    """The transactions that meet a condition, the worst first, each with its level and why; for the terminal.

    Args:
        folder: What `duecare portfolio review` wrote.
        where: The condition (see `duecare.portfolio.result.selection`).
        guidance: The instruments, for the titles of rules.
        most: How many are told one by one; all are counted.
        to_file: Plain and 80 columns wide.
        width: Columns; those of the terminal if not given.

    Raises:
        InputError: no result folder, one that is not whole, or no condition.
    """
    from duecare.papers.portfolio_chosen import EACH, write_chosen
    from duecare.papers.portfolio_rows import worst
    from duecare.papers.sheet import printed

    with opened(folder, where) as result:
        found = worst(result, guidance or load_guidance(), most, EACH)
        return printed(lambda sheet: write_chosen(found, result.chosen, sheet), to_file=to_file, width=width)


def chosen_table(folder: Path, where: str, path: Path) -> int:
    """Write the transactions that meet a condition as a table in the form that the ending of a file names.

    Returns:
        How many there are.

    Raises:
        InputError: no result folder, one that is not whole, no condition, or another ending.
        OutputError: the table cannot be written; nothing is left half-written.
    """
    from duecare.papers.portfolio_chosen import HEAD, NUMBERS, table_rows
    from duecare.transaction.tables import Layout, check_output, write_table

    check_output(path, ())
    with opened(folder, where) as result:
        (total,) = result.row("SELECT count(*) FROM transactions")
        write_table(path, HEAD, table_rows(result), Layout("Transactions", numbers=NUMBERS))
    return int(total)


def sweep_xlsx(folder: Path, path: Path) -> Sweep:
    """Write the running contracts that are to be looked at again as a workbook.

    Returns:
        How many there are, and how many may belong to the list.

    Raises:
        InputError: no result folder, or one that is not whole.
        OutputError: the workbook cannot be written; nothing is left half-written.
    """
    from duecare.papers.portfolio_xlsx import write_sweep

    with opened(folder) as result, replacing(path) as part:
        found = sweep(result, 0)
        write_sweep(result, found, part)
        return found


__all__ = ["chosen_table", "chosen_text", "dashboard_html", "portfolio_text", "sweep_xlsx"]
