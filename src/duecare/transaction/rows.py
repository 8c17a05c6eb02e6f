"""The subjects a review judges: no set is empty, what a file does not declare stands as one row of unknowns."""

from __future__ import annotations

from duecare.errors import InputError
from duecare.transaction.format import MAX_USES
from duecare.transaction.model import (
    UNDECLARED_END_USER,
    UNDECLARED_ITEM,
    UNDECLARED_PLACE,
    Item,
    Party,
    Place,
    Transaction,
    Use,
)


def item_rows(transaction: Transaction) -> tuple[Item, ...]:
    return transaction.items or (Item(UNDECLARED_ITEM),)


def end_user_rows(transaction: Transaction) -> tuple[Party, ...]:
    return transaction.end_users or (Party(UNDECLARED_END_USER, roles=frozenset({"end_user"})),)


def party_rows(transaction: Transaction) -> tuple[Party, ...]:
    """Every party declared, and the end user of whom nothing is known where none is declared."""
    return transaction.parties if transaction.end_users else (*transaction.parties, *end_user_rows(transaction))


def place_rows(transaction: Transaction) -> tuple[Place, ...]:
    """Every place declared, the seats that stand in for an undeclared place of use, or one row of unknowns."""
    used = {place.id: place for user in end_user_rows(transaction) for place in places_of_use(transaction, user)}
    return (*transaction.places, *(place for place in used.values() if not place.declared))


def places_of_use(transaction: Transaction, end_user: Party) -> tuple[Place, ...]:
    """Where an end user is taken to use the items.

    The places declared for use (or whose roles are unknown); without them the destinations, as the country of ultimate
    destination is where goods are to be consumed (15 CFR 30.6(a)(5)); without them the end user's own country; else
    unknown.
    """
    places = transaction.places
    stated = tuple(place for place in places if place.roles is None or "use" in place.roles)
    stated = stated or tuple(place for place in places if place.roles and "destination" in place.roles)
    if stated:
        return stated
    if end_user.country is not None:
        taken = {place.id for place in places}
        seat = end_user.country.lower()
        return (Place(seat if seat not in taken else f"{seat}-seat", end_user.country, declared=False),)
    return (Place(UNDECLARED_PLACE, declared=False),)


def use_rows(transaction: Transaction) -> tuple[Use, ...]:
    """The uses declared, or else every item with every end user in every place of use, as item+end-user+place.

    Raises:
        InputError: the product is larger than 10,000.
    """
    if transaction.uses:
        return transaction.uses
    items, users = item_rows(transaction), end_user_rows(transaction)
    pairs = [(user, place) for user in users for place in places_of_use(transaction, user)]
    if len(items) * len(pairs) > MAX_USES:
        raise InputError(
            f"{len(items):,} items with {len(pairs):,} pairs of end user and place make {len(items) * len(pairs):,} "
            f"uses; at most {MAX_USES:,} are accepted",
            path=transaction.path,
            hint="state the links that matter under uses:, or split the transaction",
        )
    return tuple(
        Use(f"{item.id}+{user.id}+{place.id}", item.id, user.id, place.id, declared=False)
        for item in items
        for user, place in pairs
    )
