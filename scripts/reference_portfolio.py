"""The tables of the page on portfolios: columns of a book, and tables of a result."""

from __future__ import annotations

from reference_countries import table

from duecare.facts import vocabulary
from duecare.portfolio.book.columns import CARRIED, PARTIES
from duecare.portfolio.result.schema import TABLES

FACTS = {
    "item": ("item", "the item"),
    "ROLE": ("party", "the party in that role"),
    "place": ("country", "the place of use, beside what the country data say"),
    "transaction": ("transaction", "the deal"),
    "use": ("use", "the use of the item by the end user in that place"),
}


def column_rows() -> list[str]:
    """Every name that a column can have; those of facts by what they are about."""
    roles = ", ".join(f"`{role}`" for role in PARTIES)
    rows = [(f"`{name}`", about) for name, about in CARRIED.items()]
    rows += [
        ("`item.name`, `item.description`, `item.configuration`", "texts about the item; they are scoped"),
        ("`ROLE.name`, `ROLE.country`", f"a party and its seat; ROLE is {roles}"),
        ("`place.country`", "where it is used; not taken from the end user's country where it is not given"),
        ("`destination.country`, `transit.country`", "where it is shipped, and what it passes through"),
        ("`gate`", "at which gate the deal stands"),
        ("`stated_end_use`", "what the item is said to be for"),
    ]
    for about, (entity, words) in FACTS.items():
        facts = [fact for fact in vocabulary().facts.values() if fact.entity == entity]
        page = f"[{entity} facts](facts.md)"
        rows.append((f"`{about}.FACT`", f"a fact about {words}: {len(facts)} {page}, by the name after the point"))
    return ["", *table(("Column", "What it holds"), rows)]


def table_rows() -> list[str]:
    """Each table with its columns."""
    lines = [""]
    for name, columns in TABLES.items():
        rows = [(f"`{column}`", kind, about) for column, (kind, about) in columns.items()]
        lines += [f"### `{name}` {{#{name}}}", "", *table(("Column", "Type", "What it holds"), rows)]
    return lines
