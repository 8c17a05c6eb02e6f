"""What the lexicon found in a text, as signs that the linear model weighs beside the text's terms."""

from __future__ import annotations

from collections.abc import Iterator

from duecare.items.scan import Scan

#: A hit this near the beginning is taken to be about what the thing is, not about what else it does.
OPENING = 160


def signs_of(scan: Scan) -> Iterator[str]:
    """Signs of a scan, each at most once.

    >>> from duecare.items.scan import scan_text
    >>> sorted(signs_of(scan_text("No face is stored.")))
    ['capabilities:0', 'verdict:unknown']
    """
    found = {str(hit.value) for hit in scan.capabilities}
    opens = {str(hit.value) for hit in scan.capabilities if hit.start < OPENING}
    for name in sorted(found):
        yield f"capability:{name}"
    for name in sorted(opens):
        yield f"opens:{name}"
    for name in sorted({str(hit.value) for hit in scan.denied}):
        yield f"denied:{name}"
    for fact, value in sorted({(hit.fact, str(hit.value)) for hit in scan.modes}):
        yield f"mode:{fact.removeprefix('item.')}={value}"
    if scan.benign:
        yield "benign"
        if min(hit.start for hit in scan.benign) < OPENING:
            yield "benign opens"
    if scan.watchful:
        yield "watchful"
    if scan.guarded:
        yield "guarded"
    yield f"verdict:{scan.verdict}"
    yield f"capabilities:{min(len(found), 4)}"
