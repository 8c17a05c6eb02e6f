"""What the orders of one end user, and the call-offs of one agreement, come to together: conditions in three values.

A sum has a least and a most. An order without a number may add any amount to the most; a return without one is not
thought of. An order without a day counts in both only as far as it could lie in the window. Where the least already
passes a threshold the fact is true, where the most does not, false; in between it is not known.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from duecare.portfolio.together.relationship_rows import AMOUNT
from duecare.review.policy import Relationships

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

CUMULATIVE: Final = "cumulative_out_of_line"
SPLIT: Final = "orders_split"
UNCOVERED: Final = "call_off_uncovered"
OTHER_USER: Final = "call_off_other_user"
_KNOWN: Final = '"user" IS NOT NULL AND country IS NOT NULL'


def running(amounts: str, part: str, days: int | None, *, undated: bool = True) -> str:
    """A query for the sums up to each row: kept, least, most (null: without bound).

    Args:
        amounts: A query for kept, the columns of `part`, day and amount.
        part: Columns, with commas; the rows of one sum have the same.
        days: How far a sum reaches back, its own day counted; None for all the way.
        undated: Whether rows of which none has a day are summed all together; else nothing is said of them.
    """
    since = "UNBOUNDED" if days is None else str(days - 1)
    whole = f"""
        UNION ALL
        SELECT kept, below + above, CASE WHEN unsaid = 0 THEN below + above END
        FROM amounts JOIN undated USING ({part}) WHERE dated = 0
        """
    return f"""
        WITH amounts AS ({amounts}),
        undated AS (
            SELECT {part}, count(day) AS dated,
                coalesce(sum(amount) FILTER (day IS NULL AND amount < 0), 0) AS below,
                coalesce(sum(amount) FILTER (day IS NULL AND amount > 0), 0) AS above,
                count(*) FILTER (day IS NULL AND amount IS NULL) AS unsaid
            FROM amounts GROUP BY {part}
        ),
        dated AS (
            SELECT kept, {part}, coalesce(sum(amount) OVER before, 0) AS total,
                count(*) OVER before - count(amount) OVER before AS missing
            FROM amounts WHERE day IS NOT NULL
            WINDOW before AS (PARTITION BY {part} ORDER BY day RANGE BETWEEN {since} PRECEDING AND CURRENT ROW)
        )
        SELECT kept, total + below AS least, CASE WHEN missing + unsaid = 0 THEN total + above END AS most
        FROM dated JOIN undated USING ({part})
        {whole if undated else ""}
        """


def make_cumulative(connection: DuckDBPyConnection, house: Relationships) -> None:
    """Make the table `cumulative_out_of_line` (kept, met): the orders of an end user are far beyond a usual one.

    By number: those of one item over the window reach so many times the median of its orders in the book. By value:
    those of all items reach the amount that the house names for their currency. Either suffices.
    """
    orders = (
        'SELECT kept, "user", country, item, day, quantity AS amount'
        f" FROM related_rows WHERE {_KNOWN} AND item IS NOT NULL"
    )
    sums = running(orders, '"user", country, item', house.window_days)
    by_number = f"""
        SELECT sums.kept, {_reaches(f"usual * {house.times_usual_order}")} AS met
        FROM ({sums}) AS sums JOIN related_rows USING (kept) JOIN (
            SELECT item, median(quantity::DOUBLE) AS usual FROM related_rows WHERE quantity > 0
            GROUP BY item HAVING count(*) >= {house.least_orders}
        ) USING (item)
        """
    parts = []
    for code, amount in _amounts(house.cumulative_value).items():
        sums = running(_in_currency(code, "value"), '"user", country', house.window_days)
        parts.append(
            f"SELECT kept, {_reaches(amount)} AS met FROM ({sums}) JOIN related_rows USING (kept)"
            f" WHERE currency = '{code}'"
        )
    both = f"({by_number}) AS one"
    met = "one.met"
    if parts:
        both += f" FULL JOIN ({' UNION ALL '.join(parts)}) AS other USING (kept)"
        met += " OR other.met"
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {CUMULATIVE} AS SELECT kept, {met} AS met FROM {both}")


def make_split(connection: DuckDBPyConnection, house: Relationships) -> None:
    """Make the table `orders_split` (kept, met): orders each below the house's amount that together reach it."""
    parts = ["SELECT kept, NULL::BOOLEAN AS met FROM related_rows WHERE false"]
    for code, amount in _amounts(house.split_value).items():
        below = f"CASE WHEN value > 0 AND value < {amount} THEN value WHEN value IS NOT NULL THEN 0 END"
        sums = running(_in_currency(code, below), '"user", country', house.split_days, undated=False)
        parts.append(
            f"SELECT kept, CASE WHEN value <= 0 OR value >= {amount} THEN false ELSE {_reaches(amount)} END AS met"
            f" FROM related_rows LEFT JOIN ({sums}) USING (kept) WHERE currency = '{code}'"
        )
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {SPLIT} AS {' UNION ALL '.join(parts)}")


def mixed_currencies(connection: DuckDBPyConnection) -> int:
    """Of how many end users the values stand in several currencies, and so have no sum."""
    ((found,),) = connection.execute(
        f"""
        SELECT count(*) FROM (
            SELECT 1 FROM related_rows WHERE {_KNOWN} AND value IS NOT NULL
            GROUP BY "user", country HAVING count(DISTINCT currency) > 1
        )
        """
    ).fetchall()
    return int(found)


def make_call_offs(connection: DuckDBPyConnection, *, complete: bool) -> None:
    """Make the tables `call_off_uncovered` and `call_off_other_user` (kept, met) from the table `agreements`.

    A total that an agreement does not name is no limit where it names the other one; where it names neither, or no end,
    it is not known whether it covers a call-off. complete: whether every row of the file could be read; else an
    agreement that is not there may be one of the others.
    """
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE agreed AS
        SELECT lower(trim(reference)) AS framework, number AS "user", country,
            TRY_CAST(quantity AS {AMOUNT}) AS quantity, TRY_CAST(value AS {AMOUNT}) AS value, currency, items,
            (TRY_CAST(valid_until AS DATE) - DATE '1970-01-01')::INTEGER AS until
        FROM agreements LEFT JOIN related_names ON text = end_user;
        CREATE OR REPLACE TEMP TABLE agreed_items AS
        SELECT framework, number AS item
        FROM (SELECT framework, unnest(string_split(items, '|')) AS part FROM agreed)
        JOIN related_items ON text = trim(part)
        """
    )
    on_file = "not_on_file" if complete else "CASE WHEN NOT not_on_file THEN false END"
    called = "FROM related_rows JOIN agreed USING (framework)"
    numbers = f"SELECT kept, framework, day, related_rows.quantity AS amount {called}"
    values = (
        "SELECT kept, framework, day,"
        f" CASE WHEN related_rows.currency = agreed.currency THEN related_rows.value END AS amount {called}"
    )
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE called_off AS
        SELECT called.kept, agreed.framework IS NULL AS not_on_file,
            agreed.quantity IS NULL AND agreed.value IS NULL AS no_total,
            agreed.quantity IS NOT NULL AND {_passes("numbers", "agreed.quantity")}
                OR agreed.value IS NOT NULL AND {_passes("amounts", "agreed.value")} AS beyond,
            called.day > agreed.until AS late,
            agreed.items IS NOT NULL
                AND CASE WHEN called.item IS NOT NULL THEN agreed_items.item IS NULL END AS other_item,
            agreed."user" IS NULL AND agreed.country IS NULL AS for_anybody,
            agreed."user" IS NOT NULL AND called."user" <> agreed."user"
                OR agreed.country IS NOT NULL AND called.country <> agreed.country AS other_user
        FROM related_rows AS called LEFT JOIN agreed USING (framework)
        LEFT JOIN (SELECT DISTINCT * FROM agreed_items) AS agreed_items
            ON agreed_items.framework = agreed.framework AND agreed_items.item = called.item
        LEFT JOIN ({running(numbers, "framework", None)}) AS numbers ON numbers.kept = called.kept
        LEFT JOIN ({running(values, "framework", None)}) AS amounts ON amounts.kept = called.kept
        WHERE called.framework IS NOT NULL;
        CREATE OR REPLACE TEMP TABLE call_off_uncovered AS
        SELECT kept, {on_file} OR CASE WHEN NOT no_total THEN beyond END OR late OR other_item AS met FROM called_off;
        CREATE OR REPLACE TEMP TABLE call_off_other_user AS
        SELECT kept, CASE WHEN NOT not_on_file AND NOT for_anybody THEN other_user END AS met FROM called_off
        """
    )


def _passes(sums: str, total: str) -> str:
    return f"CASE WHEN {sums}.least > {total} THEN true WHEN {sums}.most <= {total} THEN false END"


def _reaches(threshold: str) -> str:
    return f"CASE WHEN least >= {threshold} THEN true WHEN most < {threshold} THEN false END"


def _in_currency(code: str, value: str) -> str:
    """The amounts of end users in one currency; what is in another one has no number in it."""
    return (
        f"SELECT kept, \"user\", country, day, CASE WHEN currency = '{code}' THEN {value} END AS amount"
        f" FROM related_rows WHERE {_KNOWN}"
    )


def _amounts(stated: Mapping[str, float]) -> dict[str, str]:
    """The amounts of the policy, whose codes are three capital letters, as DuckDB reads them."""
    return {code: f"CAST({amount!r} AS {AMOUNT})" for code, amount in sorted(stated.items())}
