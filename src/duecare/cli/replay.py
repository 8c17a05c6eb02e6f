"""`duecare replay`: the same bytes, or what differs."""

from __future__ import annotations

import sys

import click

from duecare.cli.options import instruments
from duecare.review import load_policy, replay


@click.command("replay")
@click.argument("file", metavar="REVIEW.json")
@click.option(
    "--house", multiple=True, metavar="DIR", help="The house's own instruments that the review was made with."
)
@click.option("--policy", "policy_file", metavar="FILE", help="The house policy that the review was made with.")
def command(file: str, house: tuple[str, ...], policy_file: str | None) -> None:
    """Judge the facts of a written review again. Exit 0 if the bytes are the same, 1 if they differ."""
    result = replay(file, instruments(house), load_policy(policy_file))
    if result.same:
        click.echo(f"Same bytes. Basis {result.review.basis_hash}.")
        return
    click.echo("The replay differs.")
    click.echo("Judged with other inputs:")
    for line in result.inputs:
        click.echo(f"  {line}")
    click.echo("What moved:" if result.moved else "No level, advice or finding moved.")
    for line in result.moved:
        click.echo(f"  {line}")
    sys.exit(1)
