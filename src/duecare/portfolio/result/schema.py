"""The tables of a result, a folder of Parquet files each, and what their columns hold.

`docs/reference/portfolio-format.md` is made from it.

Facts are kept once for what many transactions share: `transactions` names the item, the parties, the place, the deal's
own facts and the use by number. Transactions of one *signature* have the same facts. Transactions of one *outcome*
differ in nothing that any rule looks at, and so have the same findings, level and questions: `findings`, `stops` and
`questions` are by outcome and not by transaction.
"""

from __future__ import annotations

from typing import Final

SCHEMA: Final = "duecare.portfolio/1"

TABLES: Final = {
    "transactions": {
        "transaction": ("string", "its id"),
        "row": ("int64", "its row in the book, the first is 1"),
        "source": ("string", "the file that the row is from"),
        "signature": ("int32", "number in `signatures`: all its facts; -1 where it is judged by itself"),
        "outcome": ("int32", "number in `findings`, `stops` and `questions`; -1 where it is judged by itself"),
        "item": ("int32", "number in `subjects` of kind item"),
        "end_user": ("int32", "number in `subjects` of kind party"),
        "others": ("list<int32>", "the other parties, by number, in the order of their roles"),
        "other_roles": ("list<string>", "the role of each of them"),
        "place": ("int32", "number in `subjects` of kind country: where it is used"),
        "place_stated": ("int32", "number in `subjects` of kind place: what the book states of where it is used"),
        "other_places": ("list<int32>", "where it is shipped and what it passes, by number as in `place`"),
        "deal": ("int32", "number in `subjects` of kind transaction"),
        "use": ("int32", "number in `subjects` of kind use"),
        "known": ("string", "level on what is known"),
        "possible": ("string", "level that it could be"),
        "hold": ("string", "why it cannot be rated yet; empty where it can"),
        "advice": ("string", "as in a review"),
        "severity_known": ("int8", "1 to 4"),
        "severity_possible": ("int8", "1 to 4"),
        "indications_known": ("string", "none, some, strong, specific"),
        "indications_possible": ("string", "none, some, strong, specific"),
        "depth": ("string", "the depth that it calls for"),
        "stops": ("int16", "legal stops that stand"),
        "stops_possible": ("int16", "legal stops that may stand"),
        "raised": ("int16", "red flags raised"),
        "open": ("int16", "red flags open within the depth"),
        "deciding": ("int16", "questions of which a single answer moves the outcome"),
        "item_name": ("string", ""),
        "capabilities": ("string", "what the item can do, with commas; empty where it is not known"),
        "end_user_name": ("string", ""),
        "end_user_kind": ("string", "by the vocabulary; empty where it is not known"),
        "country": ("string", "code of the place of use; empty where it is not known"),
        "date": ("string", "of the order"),
        "quantity": ("double", ""),
        "value": ("double", ""),
        "currency": ("string", ""),
        "framework": ("string", ""),
        "state": ("string", ""),
        "owner": ("string", ""),
        "due": ("string", ""),
        "acquired": ("string", "the acquired company whose deal it is"),
    },
    "findings": {
        "outcome": ("int32", ""),
        "rule": ("string", "id of the red flag"),
        "slot": ("string", "what it is about: T, I, U, P0 (end user), P1..., C0 (place of use), C1..."),
        "status": ("string", "raised or open"),
        "weight": ("string", ""),
        "group": ("string", ""),
    },
    "stops": {
        "outcome": ("int32", ""),
        "rule": ("string", "id of the legal stop"),
        "slot": ("string", ""),
        "status": ("string", "stands or possible"),
    },
    "questions": {
        "outcome": ("int32", ""),
        "fact": ("string", "what is asked, by the vocabulary"),
        "slot": ("string", "about what"),
        "score": ("float", "how far an answer moves the outcome, on the average of the answers"),
        "decides": ("bool", "whether some single answer moves it"),
        "worst": ("string", "the highest level known after some answer"),
        "best": ("string", "the lowest level possible after some answer"),
    },
    "signatures": {
        "signature": ("int32", ""),
        "shape": ("string", "the slots, with commas; the seats of the parties after a stroke"),
        "profiles": ("list<int32>", "the number of the profile in each slot, in the order of the shape"),
    },
    "profiles": {
        "kind": ("string", "item, party, country, transaction or use"),
        "number": ("int32", "from 0, of which nothing is known"),
        "column": ("string", "a fact, or one member of a set"),
        "values": ("string", "its candidate values as a JSON list: one, or several where sources differ"),
        "interested": ("bool", "whether an interested party's word alone stands behind it"),
    },
    "subjects": {
        "kind": ("string", "item, party, country, transaction, use or place"),
        "number": ("int32", "from 0 within its kind"),
        "name": ("string", "as the book writes it; the code of a country"),
        "country": ("string", "seat of a party"),
        "used_in": ("string", "where an end user without a country was looked at: its place of use"),
    },
    "facts": {
        "kind": ("string", ""),
        "number": ("int32", "of the subject"),
        "fact": ("string", "by the vocabulary; FACT#member for one member of a set"),
        "value": ("string", "as text; members of a set with commas"),
        "source": ("string", "title of the source"),
        "source_kind": ("string", ""),
        "source_date": ("string", ""),
        "found_by": ("string", ""),
        "note": ("string", ""),
    },
    "matches": {
        "party": ("int32", "number in `subjects` of kind party"),
        "entry": ("string", "id of a listed party that it may be, whatever was decided about it"),
    },
    "rejects": {
        "source": ("string", "file"),
        "row": ("int64", ""),
        "column": ("string", "empty where it is the row as a whole"),
        "value": ("string", ""),
        "reason": ("string", ""),
    },
    "reconciliation": {
        "reseller": ("string", "as it is written in the book or in the report"),
        "item": ("string", "likewise"),
        "bought": ("double", "how many were sold to it; empty where an order has no number"),
        "reported": ("double", "how many it says it sold on; empty without a report, or if a row has no number"),
        "difference": ("double", "bought less reported"),
        "status": ("string", "agrees, remainder, old_remainder, over_reported, not_bought, no_report, not_known"),
        "undeclared": ("string", "end users and countries that only the report names, 20 at most"),
    },
}
"""Table to columns: type as Arrow names it, and what it holds."""
