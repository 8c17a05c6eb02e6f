"""`duecare portfolio diff` and `whatif`: a result beside another, and as it would be if some facts were others."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from duecare.cli.options import instruments
from duecare.review import load_policy

_MOST = 1000


@click.command("diff")
@click.argument("before", metavar="BEFORE")
@click.argument("after", metavar="AFTER")
@click.option("--json", "as_json", is_flag=True, help="As JSON, with the transactions one by one.")
@click.option("--most", type=click.IntRange(0), default=_MOST, show_default=True, metavar="N",
              help="JSON: how many transactions are told one by one; all are counted.")  # fmt: skip
@click.option("--house", multiple=True, metavar="DIR", help="A folder of the house's own instruments; repeatable.")
def diff(before: str, after: str, as_json: bool, most: int, house: tuple[str, ...]) -> None:
    """Say whose level, findings or legal stops differ between two results, and because of what.

    BEFORE and AFTER are results of the same book, or of a book and a later one; transactions are matched by their ids.
    """
    from duecare.papers.portfolio_compare import comparison_json, comparison_text
    from duecare.portfolio.compare import compare

    guidance = instruments(house)
    found = compare(Path(before), Path(after), most=most)
    sys.stdout.write(comparison_json(found) if as_json else comparison_text(found, guidance))


@click.command("whatif")
@click.argument("folder", metavar="RESULT")
@click.option("--set", "settings", multiple=True, required=True, metavar="FACT=VALUE",
              help="Suppose this, as country.practice_band=severe; unknown takes a fact away. Repeatable.")  # fmt: skip
@click.option("--where", metavar="CONDITION", default="", help="Only in these transactions; by default in all.")
@click.option("--json", "as_json", is_flag=True, help="As JSON, with the transactions one by one.")
@click.option("--most", type=click.IntRange(0), default=_MOST, show_default=True, metavar="N",
              help="JSON: how many transactions are told one by one; all are counted.")  # fmt: skip
@click.option("--workers", type=click.IntRange(1, 64), default=1, show_default=True, help="How many processes judge.")
@click.option("--house", multiple=True, metavar="DIR", help="A folder of the house's own instruments; repeatable.")
@click.option("--policy", "policy_file", metavar="FILE", help="A house policy instead of the one shipped.")
def whatif(
    folder: str,
    settings: tuple[str, ...],
    where: str,
    as_json: bool,
    most: int,
    workers: int,
    house: tuple[str, ...],
    policy_file: str | None,
) -> None:
    """Say what would become of the transactions of a RESULT if some facts were others. Nothing is written to it.

    As in: duecare portfolio whatif result --set country.practice_band=severe --where "country.code = 'TR'".
    """
    from duecare.papers.portfolio_whatif import whatif_json, whatif_text
    from duecare.portfolio.whatif import whatif as supposed

    found = supposed(
        Path(folder), settings, where, guidance=instruments(house), policy=load_policy(policy_file), most=most,
        workers=workers,
    )  # fmt: skip
    sys.stdout.write(whatif_json(found) if as_json else whatif_text(found))
