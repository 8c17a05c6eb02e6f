"""What resellers bought, against what they report that they sold on."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Final

from duecare.portfolio.together.relationship_rows import AMOUNT

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

UNACCOUNTED: Final = "resale_unaccounted"
ELSEWHERE: Final = "resale_elsewhere"


def make_resale(
    connection: DuckDBPyConnection, known_at: datetime.date, unaccounted_days: int, *, complete: bool
) -> None:
    """Make the tables `resale_unaccounted` and `resale_elsewhere` (kept, met), and `reconciliation` as in `TABLES`.

    A reseller that reports at all is thought to report all that it sold on. A number that is missing can only add. What
    a reseller gave back counts as never bought, whenever that was. What is reported for a later day than known_at is
    left out.

    Args:
        connection: With the tables `related_rows`, `related_names`, `related_items` and `sell_through`.
        known_at: The day of the review.
        unaccounted_days: How long it may stay open where an item went.
        complete: Whether every row of the report could be read; else any reseller may have reported more.
    """
    unread = "" if complete else " + 1"
    cut = (known_at - datetime.date(1970, 1, 1)).days - unaccounted_days
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE sold_on AS
        SELECT seller.number AS buyer, items.number AS item, users.number AS "user", country, reseller AS seller_name,
            sell_through.item AS item_name, end_user, TRY_CAST(quantity AS {AMOUNT}) AS quantity
        FROM sell_through JOIN related_names AS seller ON seller.text = reseller
        JOIN related_items AS items ON items.text = sell_through.item
        LEFT JOIN related_names AS users ON users.text = end_user
        WHERE "date" IS NULL OR "date" <= '{known_at.isoformat()}';
        CREATE OR REPLACE TEMP TABLE bought_rows AS
        SELECT * FROM related_rows WHERE buyer IS NOT NULL AND item IS NOT NULL
            AND (reselling OR buyer IS DISTINCT FROM "user" AND buyer IN (SELECT buyer FROM sold_on));
        CREATE OR REPLACE TEMP TABLE bought AS
        SELECT buyer, item, coalesce(sum(quantity), 0) AS bought, count(*) - count(quantity) AS unsaid,
            coalesce(sum(quantity) FILTER (quantity < 0 OR day <= {cut}), 0) AS old_least,
            coalesce(sum(quantity) FILTER (quantity < 0 OR day <= {cut} OR day IS NULL), 0) AS old_most,
            count(*) FILTER (quantity IS NULL AND (day <= {cut} OR day IS NULL)) AS old_unsaid
        FROM bought_rows GROUP BY buyer, item;
        CREATE OR REPLACE TEMP TABLE declared AS
        SELECT DISTINCT buyer, item, "user", unnest(countries) AS country FROM bought_rows;
        CREATE OR REPLACE TEMP TABLE compared AS
        SELECT buyer, item, quantity, end_user, country,
            CASE WHEN "user" IS NOT NULL THEN (buyer, item, "user") NOT IN
                (SELECT (buyer, item, "user") FROM declared WHERE "user" IS NOT NULL) END
            OR CASE WHEN country IS NOT NULL THEN (buyer, item, country) NOT IN
                (SELECT (buyer, item, country) FROM declared WHERE country IS NOT NULL) END AS other
        FROM sold_on;
        CREATE OR REPLACE TEMP TABLE reported AS
        SELECT buyer, item, coalesce(sum(quantity), 0) AS reported, count(*) - count(quantity){unread} AS silent,
            CASE WHEN bool_or(other) THEN true WHEN count(other) = count(*){unread} THEN false END AS elsewhere,
            array_to_string(list_sort(list(DISTINCT coalesce(end_user, '?') || ' (' || coalesce(country, '?') || ')')
                FILTER (other))[1:20], ', ') AS undeclared
        FROM compared GROUP BY buyer, item;
        CREATE OR REPLACE TEMP TABLE reconciled AS
        SELECT *, CASE WHEN unsaid = 0 AND reported > bought THEN true
                WHEN silent = 0 AND reported <= bought THEN false END AS beyond,
            CASE WHEN silent = 0 AND old_least > reported THEN true
                WHEN old_unsaid = 0 AND old_most <= reported THEN false END AS stale
        FROM (
            SELECT buyer, item, bought, unsaid, old_least, old_most, old_unsaid, coalesce(reported, 0) AS reported,
                coalesce(silent, 0{unread}) AS silent, elsewhere, undeclared, bought.buyer IS NOT NULL AS is_bought,
                buyer IN (SELECT buyer FROM sold_on) AS reports
            FROM bought FULL JOIN reported USING (buyer, item)
        );
        CREATE OR REPLACE TEMP TABLE resale_unaccounted AS
        SELECT kept, beyond OR stale AS met FROM bought_rows JOIN reconciled USING (buyer, item) WHERE reports;
        CREATE OR REPLACE TEMP TABLE resale_elsewhere AS
        SELECT kept, elsewhere AS met FROM bought_rows JOIN reconciled USING (buyer, item) WHERE reports;
        CREATE OR REPLACE TABLE reconciliation AS
        SELECT names.text AS reseller, items.text AS item,
            CASE WHEN unsaid = 0 THEN bought::DOUBLE WHEN NOT is_bought THEN 0 END AS bought,
            CASE WHEN reports AND silent = 0 THEN reported::DOUBLE END AS reported,
            CASE WHEN reports AND silent = 0 AND (unsaid = 0 OR NOT is_bought)
                THEN (coalesce(bought, 0) - reported)::DOUBLE END AS difference,
            CASE WHEN NOT reports THEN 'no_report' WHEN NOT is_bought THEN 'not_bought' WHEN beyond THEN 'over_reported'
                WHEN stale THEN 'old_remainder' WHEN beyond IS NULL OR stale IS NULL THEN 'not_known'
                WHEN bought > reported THEN 'remainder' ELSE 'agrees' END AS status,
            coalesce(undeclared, '') AS undeclared
        FROM reconciled
        JOIN (SELECT number, min(text) AS text FROM related_names GROUP BY number) AS names ON names.number = buyer
        JOIN (SELECT number, min(text) AS text FROM related_items GROUP BY number) AS items ON items.number = item
        ORDER BY ALL
        """
    )
