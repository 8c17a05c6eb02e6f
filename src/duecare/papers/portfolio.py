"""What a portfolio review found: a dashboard, the same in short for the terminal, running contracts as a workbook."""

from __future__ import annotations

from pathlib import Path

from duecare.guidance import Guidance, load_guidance
from duecare.papers.portfolio_figures import figures
from duecare.papers.portfolio_result import opened
from duecare.papers.portfolio_sweep import Sweep, sweep
from duecare.transaction.files import replacing


def dashboard_html(folder: Path, guidance: Guidance | None = None) -> str:
    """The dashboard of a result folder: one HTML file that asks nothing of any server.

    Args:
        folder: What `duecare portfolio review` wrote.
        guidance: The instruments that it was reviewed by, for the titles of rules; those shipped by default.

    Raises:
        InputError: no result folder, or one that is not whole.
    """
    from duecare.papers.portfolio_html import CONTRACTS, portfolio_html
    from duecare.papers.portfolio_rows import worst

    known = guidance or load_guidance()
    with opened(folder) as result:
        return portfolio_html(figures(result), sweep(result, CONTRACTS), worst(result, known), known, result.manifest)


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


__all__ = ["dashboard_html", "portfolio_text", "sweep_xlsx"]
