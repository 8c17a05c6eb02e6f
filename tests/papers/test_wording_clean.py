"""Text that is made safe to show: whatever is let through at once is what a look at each character lets through."""

from __future__ import annotations

import sys
import unicodedata

from duecare.papers.wording import clean


def test_no_character_that_could_deceive_passes_for_printable() -> None:
    """Of all characters there are, those of control, of no meaning and of direction never come out."""
    hidden = {*"\u061c\u200e\u200f\ufeff", *map(chr, range(0x202A, 0x202F)), *map(chr, range(0x2066, 0x206A))}
    for code in range(sys.maxunicode + 1):
        char = chr(code)
        if char in hidden or unicodedata.category(char) in ("Cc", "Cs", "Cn", "Co"):
            assert char not in clean(f"a{char}b"), hex(code)
        elif char.isprintable() and not char.isspace():
            assert clean(char) == char, hex(code)
