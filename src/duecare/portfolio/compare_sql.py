"""How two results are compared, in the SQL of DuckDB: transactions of one pair of signatures are compared once.

The tables of the first result are views that begin with `before_`, those of the second with `after_`. Beside them
there are `facts_read` and a table `rules_changed` (rule, kind, how).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from duecare.portfolio.judging.profiles import UNDECIDED

MOST_FACTS: Final = 10
"""More facts of a country than this that differ at once mean that it is another country."""

SIDES: Final = ("before", "after")
STANDING: Final = ("known", "possible", "hold", "advice", "stops", "stops_possible")
_TAKEN: Final = (*STANDING, "severity_known", "severity_possible")


def _both(pattern: str) -> str:
    """Columns of both sides, with commas; {side}, {letter} and {name} are filled in."""
    return ", ".join(pattern.format(side=side, letter=side[0], name=name) for side in SIDES for name in _TAKEN)


FACTS: Final = """
CREATE TEMP TABLE facts_read AS
SELECT fact FROM (SELECT split_part("column", '#', 1) AS fact FROM before_profiles
  UNION SELECT split_part("column", '#', 1) FROM after_profiles UNION SELECT 'party.listed')
WHERE $read IS NULL OR list_contains($read::VARCHAR[], fact);
"""
"""The facts that rules read; all where it is not known which these are."""

LEVELED: Final = (
    "(before_hold <> after_hold OR before_advice <> after_advice OR"
    " (before_hold = '' AND (before_known <> after_known OR before_possible <> after_possible)))"
)
_COUNTED: Final = "(before_stops <> after_stops OR before_stops_possible <> after_stops_possible)"
CHANGES: Final = f"({LEVELED} OR {_COUNTED})"
"""Where the level or the number of stops of a row of `joined` or of `pairs` is another."""

_PAIRED: Final = f"""
CREATE MACRO sorted(text) AS
  CASE WHEN contains(text, ',') THEN array_to_string(list_sort(string_split(text[2:-2], ', ')), ',') ELSE text END;
CREATE TEMP TABLE joined AS
SELECT a.transaction, b.signature AS before_signature, a.signature AS after_signature, b.outcome AS before_outcome,
  a.outcome AS after_outcome, a.item_name, a.end_user_name,
  a.country, b.country = a.country AS same_country, {_both("{letter}.{name} AS {side}_{name}")}
FROM before_transactions b JOIN after_transactions a USING (transaction);
CREATE TEMP TABLE pairs AS
SELECT row_number() OVER () AS pair, * FROM (
  SELECT before_signature, after_signature, same_country, any_value(before_outcome) AS before_outcome,
    any_value(after_outcome) AS after_outcome, count(*) AS transactions,
    {_both("any_value({side}_{name}) AS {side}_{name}")}
  FROM joined WHERE before_signature >= 0 AND after_signature >= 0 GROUP BY 1, 2, 3
);
"""
# One text is hashed, not several columns: DuckDB combines the hashes of columns by XOR, so that under bit_xor flags
# that change slots with each other would leave no trace.
_MARKED: Final = """
CREATE TEMP TABLE {side}_marks AS
SELECT s.signature, shape, roles, coalesce(raised, 0) AS raised, coalesce(barred, 0) AS barred
FROM {side}_signatures s
JOIN (
  SELECT signature, any_value(other_roles) AS roles, any_value(outcome) AS outcome FROM {side}_transactions GROUP BY 1
) USING (signature)
LEFT JOIN (
  SELECT outcome, bit_xor(hash(concat_ws(' ', rule, slot))) AS raised
  FROM {side}_findings WHERE status = 'raised' GROUP BY 1
) USING (outcome)
LEFT JOIN (
  SELECT outcome, bit_xor(hash(concat_ws(' ', rule, slot, status))) AS barred FROM {side}_stops GROUP BY 1
) USING (outcome);
"""
_CANDIDATES: Final = f"""
CREATE TEMP TABLE candidates AS
SELECT pairs.* FROM pairs
JOIN before_marks b ON b.signature = before_signature JOIN after_marks a ON a.signature = after_signature
WHERE {CHANGES} OR b.raised <> a.raised OR b.barred <> a.barred OR b.shape <> a.shape OR b.roles <> a.roles;
"""
_SLOTTED: Final = """
CREATE TEMP TABLE {side}_places AS
SELECT number, min(CASE "column" WHEN 'country.role#destination' THEN 'destination' ELSE 'transit' END) AS place
FROM {side}_profiles
WHERE kind = 'country' AND "column" IN ('country.role#destination', 'country.role#transit') AND "values" = '[true]'
GROUP BY 1;
CREATE TEMP TABLE {side}_slots AS
WITH asked AS (
  SELECT s.signature, profiles, string_split(split_part(s.shape, '|', 1), ',') AS slots,
    string_split(split_part(s.shape, '|', 2), ',') AS seats, list_concat(['end_user'], roles) AS parties
  FROM {side}_signatures s JOIN {side}_marks USING (signature)
  WHERE s.signature IN (SELECT {side}_signature FROM candidates)
), laid AS (
  SELECT signature, unnest(slots) AS slot, unnest(profiles) AS number, parties FROM asked
), seated AS (
  SELECT signature, unnest(seats) AS slot, unnest(parties) AS party,
    unnest(list_transform(seats, lambda seat: profiles[list_position(slots, seat)])) AS number
  FROM asked
)
SELECT signature, slot, number, false AS elsewhere,
  CASE slot[1] WHEN 'T' THEN 'transaction' WHEN 'I' THEN 'item' WHEN 'U' THEN 'use' WHEN 'P' THEN 'party'
    ELSE 'country' END AS kind,
  CASE slot[1] WHEN 'T' THEN 'transaction' WHEN 'I' THEN 'item' WHEN 'U' THEN 'use'
    WHEN 'P' THEN parties[CAST(slot[2:] AS INT) + 1]
    ELSE CASE slot WHEN 'C0' THEN 'place' ELSE coalesce(place, 'place ' || slot[2:]) END END AS about
FROM laid LEFT JOIN {side}_places USING (number) WHERE slot[1] IN ('T', 'I', 'U', 'P', 'C')
UNION ALL
SELECT signature, NULL, number, slot[1] <> 'C', 'country', 'seat of ' || party FROM seated;
"""
"""elsewhere: a seat that is no place of the transaction."""

_HELD: Final = """
CREATE TEMP TABLE {side}_held AS
SELECT pair, 'finding' AS kind, rule, about, status
FROM candidates JOIN {side}_findings f ON f.outcome = {side}_outcome AND status = 'raised'
JOIN {side}_slots s ON s.signature = {side}_signature AND s.slot = f.slot
UNION ALL
SELECT pair, 'stop', rule, about, status
FROM candidates JOIN {side}_stops f ON f.outcome = {side}_outcome
JOIN {side}_slots s ON s.signature = {side}_signature AND s.slot = f.slot;
CREATE TEMP TABLE {side}_beside AS
SELECT pair, kind, about, number, elsewhere FROM candidates JOIN {side}_slots ON signature = {side}_signature;
"""
_CHANGED: Final = f"""
CREATE TEMP TABLE moved AS
SELECT pair, kind, rule, about, coalesce(b.status, '') AS before, coalesce(a.status, '') AS after
FROM before_held b FULL JOIN after_held a USING (pair, kind, rule, about)
WHERE b.status IS DISTINCT FROM a.status;
CREATE TEMP TABLE changed AS
SELECT candidates.*, {LEVELED} AS leveled, coalesce(found, false) AS found, coalesce(barred, false) AS barred
FROM candidates LEFT JOIN (
  SELECT pair, bool_or(kind = 'finding') AS found, bool_or(kind = 'stop') AS barred FROM moved GROUP BY 1
) USING (pair)
WHERE {CHANGES} OR found OR barred;
"""
_COLUMNS: Final = f"""
CREATE TEMP TABLE beside AS
SELECT pair, coalesce(b.kind, a.kind) AS kind, about, b.number AS before_number, a.number AS after_number
FROM before_beside b FULL JOIN after_beside a USING (pair, about)
SEMI JOIN changed USING (pair)
WHERE about NOT LIKE 'seat of %' OR b.elsewhere OR a.elsewhere;
CREATE TEMP TABLE compared AS
SELECT DISTINCT kind, before_number, after_number FROM beside
WHERE before_number IS NOT NULL AND after_number IS NOT NULL;
CREATE TEMP TABLE differing AS
SELECT kind, before_number, after_number, "column", coalesce(b."values", '[]') AS before,
  coalesce(a."values", '[]') AS after,
  CASE "column" WHEN '{UNDECIDED}' THEN 'party.listed' ELSE split_part("column", '#', 1) END AS fact
FROM (
  SELECT c.*, "column", "values", interested
  FROM compared c JOIN before_profiles p ON p.kind = c.kind AND p.number = before_number
) b FULL JOIN (
  SELECT c.*, "column", "values", interested
  FROM compared c JOIN after_profiles p ON p.kind = c.kind AND p.number = after_number
) a USING (kind, before_number, after_number, "column")
WHERE sorted(b."values") IS DISTINCT FROM sorted(a."values") OR b.interested IS DISTINCT FROM a.interested;
CREATE TEMP TABLE facts_changed AS
SELECT kind, before_number, after_number, fact, count(*) OVER (PARTITION BY kind, before_number, after_number) AS facts
FROM (SELECT DISTINCT kind, before_number, after_number, fact FROM differing SEMI JOIN facts_read USING (fact));
"""
_RULED: Final = """
CREATE TEMP TABLE {side}_ruled AS
SELECT pair, rule, about, status FROM changed
JOIN (SELECT * EXCLUDE (weight, "group") FROM {side}_findings SEMI JOIN rules_changed USING (rule)
      UNION ALL SELECT * FROM {side}_stops SEMI JOIN rules_changed USING (rule)) f ON f.outcome = {side}_outcome
JOIN {side}_slots s ON s.signature = {side}_signature AND s.slot = f.slot;
"""
_CAUSES: Final = f"""
CREATE TEMP TABLE causes AS
SELECT pair, 'fact' AS kind, about, fact AS what, 'changed' AS how
FROM beside JOIN facts_changed USING (kind, before_number, after_number) JOIN changed USING (pair)
WHERE kind <> 'country' OR (about = 'place' AND same_country)
  OR (about <> 'place' AND facts <= {MOST_FACTS} AND NOT (about LIKE 'seat of %' AND fact = 'country.role'))
UNION ALL
SELECT DISTINCT pair, 'subject', about, 'country', 'another'
FROM beside JOIN facts_changed USING (kind, before_number, after_number)
WHERE kind = 'country' AND about <> 'place' AND facts > {MOST_FACTS}
UNION ALL
SELECT pair, 'subject', 'place', 'country', 'another' FROM changed WHERE NOT same_country
UNION ALL
SELECT pair, 'subject', about, kind, CASE WHEN before_number IS NULL THEN 'came' ELSE 'went' END
FROM beside WHERE (before_number IS NULL OR after_number IS NULL) AND about NOT LIKE 'seat of %'
UNION ALL
SELECT DISTINCT pair, 'rule', '', rule, how
FROM before_ruled b FULL JOIN after_ruled a USING (pair, rule, about) JOIN rules_changed USING (rule)
WHERE b.status IS DISTINCT FROM a.status OR how = 'weighing'
UNION ALL
SELECT pair, 'rule', '', rule, how FROM changed, rules_changed
WHERE rules_changed.kind = 'severity'
  AND (before_severity_known <> after_severity_known OR before_severity_possible <> after_severity_possible);
"""
REST: Final = (
    "INSERT INTO causes SELECT pair, 'input', '', $other, 'changed' FROM changed ANTI JOIN causes USING (pair)"
)
"""What no cause was found for is laid to something else."""


def statements() -> Iterator[str]:
    """What is run, in order; then REST."""
    yield _PAIRED
    yield from _each(_MARKED)
    yield _CANDIDATES
    yield from _each(_SLOTTED)
    yield from _each(_HELD)
    yield _CHANGED
    yield _COLUMNS
    yield from _each(_RULED)
    yield _CAUSES


def _each(pattern: str) -> Iterator[str]:
    return (pattern.format(side=side) for side in SIDES)
