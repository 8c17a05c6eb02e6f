"""Options that several verbs share, and how they are turned into what the library takes."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any, TypeVar

import click

from duecare.guidance import Guidance, load_guidance
from duecare.review import Policy, Review, load_policy, read_item_documents, review
from duecare.transaction import read_transaction

if TYPE_CHECKING:
    from duecare.countries import CountryData
    from duecare.parties.screening.loaded import Lists
    from duecare.snapshots import Home

F = TypeVar("F", bound=Callable[..., Any])


class Day(click.ParamType):  # type: ignore[type-arg]  # generic from click 8.2 on only
    """An ISO date."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime.date:
        if isinstance(value, datetime.date):
            return value
        try:
            return datetime.date.fromisoformat(str(value))
        except ValueError:
            self.fail(f"{value!r} is not a date; accepted: a date as 2026-11-23", param, ctx)


def judged_by(function: F) -> F:
    """The dates, instruments and policy that a review is made with."""
    for option in (
        click.option("--policy", "policy_file", metavar="FILE", help="A house policy instead of the one shipped."),
        click.option(
            "--house", multiple=True, metavar="DIR", help="A folder of the house's own instruments; repeatable."
        ),
        click.option("--no-lists", is_flag=True, help="Leave loaded lists and country data aside: the starter only."),
        click.option("--law-at", type=Day(), help="Instruments in force on this day; by default today."),
        click.option("--known-at", type=Day(), help="Count nothing found or listed after this day; by default today."),
    ):
        function = option(function)
    return function


def instruments(house: tuple[str, ...]) -> Guidance:
    return load_guidance(*house)


def read_and_review(
    path: str,
    *,
    known_at: datetime.date | None,
    law_at: datetime.date | None,
    house: tuple[str, ...],
    policy_file: str | None,
    no_lists: bool = False,
) -> Review:
    """Review a file and the documents it names; the edge passes today, the core never reads the clock."""
    transaction = read_transaction(path)
    policy: Policy = load_policy(policy_file)
    return review(
        transaction,
        known_at=known_at or datetime.date.today(),
        law_at=law_at or datetime.date.today(),
        guidance=instruments(house),
        policy=policy,
        documents=read_item_documents(transaction, Path(path).parent),
        lists=None if no_lists else lists_at_hand(),
        country_data=countries_at_hand(starter=no_lists),
    )


def lists_at_hand() -> Lists | None:
    """The lists loaded in the data folder, or None where none is; a review without them costs nothing more."""
    import os

    from duecare.snapshots import LIST_SOURCES, home_from

    home = home_from(os.environ)
    if not any((home.snapshots / source.key).is_dir() for source in LIST_SOURCES):
        return None
    return lists_of(home, datetime.date.today())


def lists_of(home: Home, day: datetime.date) -> Lists:
    """The lists in a data folder as they are on a day; says so where they are compiled first."""
    from duecare.parties.screening.loaded import open_lists

    return open_lists(home, day, lambda: click.echo("Compiling the lists; this takes some seconds, once.", err=True))


def countries_at_hand(*, starter: bool = False) -> CountryData:
    """The country data loaded in the data folder, or the starter's where none is."""
    import os

    from duecare.countries import starter_data
    from duecare.snapshots import COUNTRY_SOURCES, home_from

    home = home_from(os.environ)
    if starter or not any((home.snapshots / source.key).is_dir() for source in COUNTRY_SOURCES):
        return starter_data()
    from duecare.countries.loaded import open_countries

    said = "Compiling the country data; this takes some seconds, once."
    return open_countries(home, datetime.date.today(), lambda: click.echo(said, err=True))


def capabilities_from(written: str | None) -> tuple[str, ...]:
    """Capabilities of the vocabulary from a list with commas.

    Raises:
        InputError: one is not in the vocabulary; says which is nearest, and all.
    """
    from difflib import get_close_matches

    from duecare.errors import InputError
    from duecare.facts import vocabulary

    accepted = [one for one in vocabulary()["item.capability"].domain if one != "none"]
    found = [part.strip().casefold().replace("-", "_").replace(" ", "_") for part in (written or "").split(",")]
    for one in filter(None, found):
        if one not in accepted:
            near = get_close_matches(one, accepted, n=1)
            hint = f"did you mean {near[0]}? " if near else ""
            raise InputError(f"--items: no capability {one!r}", hint=f"{hint}accepted: {', '.join(accepted)}")
    return tuple(filter(None, found))


def office_installed() -> ModuleType:
    """The office, before its settings are read.

    Raises:
        InputError: what it needs is not installed.
    """
    from duecare.errors import InputError

    try:
        import django  # noqa: F401

        from duecare.office import server
    except ImportError:
        raise InputError("the office needs Django", hint="pip install 'duecare[office]'") from None
    return server


def office_ready() -> ModuleType:
    """The office, loaded with its settings.

    Raises:
        InputError: what it needs is not installed.
    """
    server = office_installed()
    server.ready()
    return server
