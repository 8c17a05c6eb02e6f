"""One transaction told in public, from a fixed list of what may be said of it.

Source: US-STATE-2020/C8, by which a business tells of its sales practice; what is told is for counsel to approve.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from duecare.papers.layout import Block, Document, Heading, Marks, Pairs, Paragraph
from duecare.papers.wording import clean

KIND: Final = "Account of one sale"
SAID: Final = ("place", "item", "end_user")
"""What is said in a few words, taken from the records."""
TOLD: Final = ("asked", "decided", "why", "safeguards")
"""What is said in the words of the staff."""
LABELS: Final = {
    "place": "Where", "item": "Kind of product", "end_user": "Kind of end user", "asked": "What we asked",
    "decided": "What we decided", "why": "Why", "safeguards": "What was agreed to prevent misuse",
}  # fmt: skip
"""All that may be said of a sale. Names are no part of it, unless counsel says so with a reason."""
_TELLS: Final = "The company tells of this sale by its own choice, so that others can see how it decides."
_NAMELESS: Final = f"{_TELLS} What could show who was party to it is left out."
_NAMING: Final = f"{_TELLS} Counsel has agreed that it names who was party to it."


def disclosure_document(content: Mapping[str, Any], marks: Marks) -> Document:
    """The account. content: the keys of `LABELS`, `year`, `house`, and `names` where counsel lets some be said."""
    rows = [(LABELS[key], clean(content[key])) for key in SAID if content.get(key)]
    if content.get("names"):
        rows.append(("Named", clean(content["names"])))
    blocks: list[Block] = [
        Paragraph(_NAMING if content.get("names") else _NAMELESS, "lead"),
        Pairs(tuple(rows)),
    ]  # fmt: skip
    for key in TOLD:
        if content.get(key):
            blocks.append(Heading(LABELS[key]))
            blocks += [Paragraph(clean(one)) for one in content[key].replace("\r\n", "\n").split("\n\n") if one.strip()]
    house = content["house"] or "The company"
    title = f"{house}: how we decided on one sale, {content['year']}"
    return Document(KIND, title, marks, tuple(blocks), record={key: content.get(key) for key in (*LABELS, "year")})
