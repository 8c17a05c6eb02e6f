"""The script a name is written in, as an ISO 15924 code."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from typing import Final

# Blocks by their first code point, after the Unicode block table; what no list has been seen to use is "Zyyy".
_BLOCKS: Final = (
    (0x0000, "Latn"), (0x0250, "Zyyy"), (0x0370, "Grek"), (0x0400, "Cyrl"), (0x0530, "Armn"), (0x0590, "Hebr"),
    (0x0600, "Arab"), (0x0700, "Syrc"), (0x0750, "Arab"), (0x0780, "Thaa"), (0x07C0, "Zyyy"), (0x08A0, "Arab"),
    (0x0900, "Deva"), (0x0980, "Beng"), (0x0A00, "Guru"), (0x0A80, "Gujr"), (0x0B00, "Orya"), (0x0B80, "Taml"),
    (0x0C00, "Telu"), (0x0C80, "Knda"), (0x0D00, "Mlym"), (0x0D80, "Sinh"), (0x0E00, "Thai"), (0x0E80, "Laoo"),
    (0x0F00, "Tibt"), (0x1000, "Mymr"), (0x10A0, "Geor"), (0x1100, "Hang"), (0x1200, "Ethi"), (0x13A0, "Zyyy"),
    (0x1780, "Khmr"), (0x1800, "Mong"), (0x18B0, "Zyyy"), (0x1C80, "Cyrl"), (0x1C90, "Geor"), (0x1CC0, "Zyyy"),
    (0x1E00, "Latn"), (0x1F00, "Grek"), (0x2000, "Zyyy"), (0x2C60, "Latn"), (0x2C80, "Zyyy"), (0x2DE0, "Cyrl"),
    (0x2E00, "Zyyy"), (0x2E80, "Hani"), (0x2FE0, "Zyyy"), (0x3005, "Hani"), (0x3008, "Zyyy"), (0x3041, "Hira"),
    (0x30A0, "Kana"), (0x3100, "Bopo"), (0x3130, "Hang"), (0x3190, "Zyyy"), (0x3400, "Hani"), (0xA000, "Zyyy"),
    (0xAC00, "Hang"), (0xD7B0, "Zyyy"), (0xF900, "Hani"), (0xFB00, "Latn"), (0xFB13, "Armn"), (0xFB1D, "Hebr"),
    (0xFB50, "Arab"), (0xFE00, "Zyyy"), (0xFE70, "Arab"), (0xFF00, "Latn"), (0xFF66, "Kana"), (0xFFA0, "Zyyy"),
    (0x20000, "Hani"), (0x32000, "Zyyy"),
)  # fmt: skip
_STARTS: Final = tuple(start for start, _ in _BLOCKS)


def script_of(text: str) -> str:
    """The ISO 15924 code of most letters of a text; "Zyyy" where it has none.

    >>> script_of("Müller"), script_of("Газпром"), script_of("القاعدة"), script_of("华为"), script_of("306")
    ('Latn', 'Cyrl', 'Arab', 'Hani', 'Zyyy')
    """
    if text.isascii():
        return "Latn" if any(map(str.isalpha, text)) else "Zyyy"
    counts = Counter(script_of_letter(char) for char in text if char.isalpha())
    counts.pop("Zyyy", None)
    return counts.most_common(1)[0][0] if counts else "Zyyy"


def script_of_letter(char: str) -> str:
    """The script of one letter."""
    return _BLOCKS[bisect_right(_STARTS, ord(char)) - 1][1]
