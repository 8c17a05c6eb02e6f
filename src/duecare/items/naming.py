"""The name of the thing in a product description, and the goods of daily trade that it names.

A description says first what the thing is and then whom it is for or what it does. An everyday noun says what the
thing is only where it ends that name or a member of its list: "pumps and valves for a waterworks" names pumps,
"pump-house cameras" does not, nor does "a kit for cars". All functions take the folded text.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from duecare.items.lexicon import lexicon, singulars

#: No name is read beyond this many characters.
REACH = 200
#: Words of the longest everyday name.
LONGEST = 4

_ENDS = re.compile(
    r"[.:;\n]|\b(?:for|that|which|who|whose|with|without|from|in|on|at|by|to|under|over|through|used|ordered|so|as)\b"
)
# These name a service on what comes next: "maintenance contract for lifts".
_SERVICE_ON = re.compile(
    r"\b(?:contracts?|maintenance|services?|lease|rental|hire|supply|delivery|deliveries|parts|spares|repairs?|"
    r"overhaul|replacements?|subscriptions?|courses?|training|installation|refurbishment|upgrade)\W*$"
)
_MEMBER = re.compile(
    r"(?:(?!\b(?:and|or|of|plus|including|made|delivered|for|on|with|in|to|at|by)\b|\s[-–—])[\w\s'-])+"
)
_MEMBER_ENDS = re.compile(
    r"\s*(?:$|[.,:;()\n–—]|-(?=\s)|(?:and|or|of|plus|including|made|delivered|for|on|with|that|which|to|in|at)\b)"
)
_WORD = re.compile(r"\w+")


def name_end(folded: str) -> int:
    """Where the text stops naming the thing and begins to say whom it is for or what it does."""
    place = 0
    for stop in _ENDS.finditer(folded, 0, REACH):
        if not _SERVICE_ON.search(folded, place, stop.start()):
            return stop.start()
        place = stop.end()
    return min(len(folded), REACH)


def ends_member(folded: str, end: int) -> bool:
    """Whether nothing of the name follows here but its end or the next member of its list."""
    return _MEMBER_ENDS.match(folded, end) is not None


def goods_named(folded: str, end: int) -> Iterator[tuple[str, int, int]]:
    """The kind of every everyday good in a name that ends there, with its place."""
    goods, heads = lexicon().goods, _heads()
    for member in _MEMBER.finditer(folded, 0, end):
        words = list(_WORD.finditer(folded, member.start(), member.end()))[-LONGEST:]
        if not words or heads.isdisjoint(singulars(words[-1].group())):
            continue
        for first in range(len(words)):
            before = "".join(f"{word.group()} " for word in words[first:-1])
            kinds = (goods.get(before + last) for last in singulars(words[-1].group()))
            kind = next((kind for kind in kinds if kind is not None), None)
            if kind is not None:
                yield kind, words[first].start(), words[-1].end()
                break


@functools.cache
def _heads() -> frozenset[str]:
    """The last words of all everyday goods."""
    return frozenset(name.rsplit(" ", 1)[-1] for name in lexicon().goods)
