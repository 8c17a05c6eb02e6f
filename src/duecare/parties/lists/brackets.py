"""What stands in the brackets of a name: a short form, another spelling, another name, a remark, or part of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice, product
from typing import Final

from rapidfuzz import fuzz
from rapidfuzz.distance import LCSseq

from duecare.parties.lists.countries import find_country
from duecare.parties.lists.record import NameKind
from duecare.parties.lists.scripts import script_of
from duecare.parties.lists.wording import LABEL, LISTED_BEFORE, OPENING_MARK, REMARK, is_form, is_no_name

#: Spellings made of one name with variants in it, as "Mohamed (a.k.a. Mohammad) Heikmat (a.k.a. Hikmat, Hekmat)".
MAX_SPELLINGS: Final = 24

_SLASHED: Final = re.compile(r"(?<![\w/])([^\W\d_][\w'’‘`-]{2,})\s?/\s?([^\W\d_][\w'’‘`-]{2,})(?![\w/])")
_NICKNAME: Final = re.compile(r"\s[\"“‘«]([^\W\d_][\w'’.-]+)[\"”’»]\s")
_LAST_WORD: Final = re.compile(r"([\w'’‘`-]+)\s*$")
_JOINED: Final = ("'", "’", "-")  # what goes on without a blank: "(CASIC)'s", "(IRGC)-Qods"
_WORD: Final = re.compile(r"[^\W_]+")


@dataclass(slots=True)
class Opened:
    """A name with its brackets taken out.

    choices: what can stand at each private-use character of `base`. leads: a short form and where in `base` the words
    end that it stands for. more: other names, with how they are marked. former: a bracket says that this name was
    listed before.
    """

    base: str = ""
    person: bool = False
    choices: list[tuple[str, ...]] = field(default_factory=list)
    leads: list[tuple[int, str]] = field(default_factory=list)
    more: list[tuple[str, NameKind]] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    former: bool = False

    def spellings(self) -> Iterator[str]:
        """The name in each of its spellings, the printed one first."""
        for chosen in islice(product(*self.choices), MAX_SPELLINGS):
            yield self._fill(self.base, chosen)

    def short_forms(self) -> Iterator[str]:
        """The name with a short form in place of the words that it stands for, as "CASIC 3rd Academy"."""
        first = tuple(options[0] for options in self.choices)
        for end, short in self.leads:
            rest = self.base[end:]
            yield self._fill(short + ("" if rest[:1] in _JOINED else " ") + rest, first)

    def _fill(self, text: str, chosen: tuple[str, ...]) -> str:
        for number, option in enumerate(chosen):
            text = text.replace(chr(0xE000 + number), option)
        return text

    def choose(self, options: tuple[str, ...]) -> str:
        self.choices.append(options)
        return chr(0xE000 + len(self.choices) - 1)


def opened(text: str, person: bool) -> Opened:
    """A name with its brackets read, from left to right."""
    found = Opened(person=person)
    while (at := text.find("(")) >= 0:
        end = _closing(text, at)
        found.base += text[:at]
        inside, text = text[at + 1 : end].strip(), text[end + 1 :]
        inside = inside.lstrip(" ,;:")
        while inside.startswith("(") and inside.count("(") > inside.count(")"):
            inside = inside[1:].strip()
        if not _take(found, inside, text) and inside:
            found.base += f"({inside})" if found.base.strip() else inside
        elif text[:1] in _JOINED:
            found.base = found.base.rstrip()
        if found.more and found.more[-1][0] == inside and _is_another(found.base, inside, text):
            found.more.append((text, "alias"))
            return found
    found.base += text
    found.base = _SLASHED.sub(lambda match: _slashed(found, match), found.base)
    if (match := _NICKNAME.search(found.base)) and _is_nickname(found.base, match):
        found.leads.append((match.start() + 1, match[1]))
        found.base = f"{found.base[: match.start()]} {found.base[match.end() :]}"
    return found


def _closing(text: str, at: int) -> int:
    depth = 0
    for place in range(at, len(text)):
        depth += (text[place] == "(") - (text[place] == ")")
        if not depth:
            return place
    return len(text)


def _is_another(base: str, inside: str, after: str) -> bool:
    """Whether a second name stands behind the first one's form in another script."""
    words = after.partition("(")[0].split()
    return len(words) > 1 and script_of(inside) != script_of(base) == script_of(" ".join(words)) and not is_form(after)


def _take(found: Opened, inside: str, following: str) -> bool:
    """Read one bracket; False where it belongs to the name."""
    after = following.strip(" ,.–—-")
    if match := LISTED_BEFORE.match(inside):
        found.former = True
        if rest := LABEL.sub("", inside[match.end() :]):
            found.more.append((rest, "alias"))
        return True
    if match := OPENING_MARK.match(inside):
        kind: NameKind = "former" if match["former"] else "alias"
        text = inside[match.end() :]
        if match["born"] and found.person and " " not in text.strip() and not after:
            text = f"{found.base.strip().rpartition(' ')[0]} {text}"
        return _other_names(found, text, kind, after)
    if REMARK.match(inside):
        found.remarks.append(inside)
        return True
    scripts = script_of(inside), script_of(found.base)
    if LABEL.match(inside) or ("Zyyy" not in scripts and scripts[0] != scripts[1]):
        found.more.append((LABEL.sub("", inside), "alias"))
        return True
    if is_no_name(inside) or find_country(inside) is not None:
        return False
    if _is_acronym(inside, found.base) and not (found.person and _initials_match(inside, found.base) < 0.6):
        return _acronym(found, inside, following)
    words = inside.split()
    return _word(found, inside, after) if len(words) == 1 else _words(found, inside, words, after)


def _other_names(found: Opened, text: str, kind: NameKind, after: str) -> bool:
    """Names after "a.k.a."; variants of one word where the name goes on behind the bracket."""
    options = [option.strip() for option in re.split(r"[,;/]|\s+or\s+", text) if option.strip()]
    if len(options) > 1 and all(option[0] in "‘“'\"" for option in options):
        found.more += [(option, kind) for option in options]
        return True
    word = _LAST_WORD.search(found.base)
    goes_on = bool(after) and not is_form(after) and not after.startswith("(")
    if goes_on and word and options and all(len(option.split()) < 3 for option in options):
        found.base = found.base[: word.start()] + found.choose((word[1], *options))
        return True
    alike = len(options) > 1 and ";" not in text and not any(is_form(option) for option in options)
    if alike and (found.person or all(_share_word(options[0], option) for option in options[1:])):
        found.more += [(option, kind) for option in options]
    elif text.strip():
        found.more.append((text, kind))
    return True


def _acronym(found: Opened, short: str, following: str) -> bool:
    base, after = found.base.strip(" ,"), following.strip(" ,.")
    if not after or is_form(after) or "," in (found.base.rstrip()[-1:], following[:1]):
        # Of "Problems Institute (IPI), Academy of Sciences (AS)" the second stands for the academy alone.
        _, comma, tail = base.rpartition(", ")
        if not (comma and found.more and not is_form(tail) and _initials_match(short, tail) >= 0.6):
            found.more.append((short, "alias" if " " in short else "weak_alias"))
    elif is_form(base):
        return False
    else:
        found.base = found.base.rstrip() + ("" if following[:1] in _JOINED else " ")
        found.leads.append((len(found.base), short))
    return True


def _is_acronym(text: str, base: str) -> bool:
    words = text.split()
    letters = [char for char in text if char.isalpha()]
    capitals = sum(char.isupper() for char in letters)
    if len(words) > 3 or not 2 <= len(letters) <= 20 or capitals < 2 or len(text) > 24 or not base.strip():
        return False
    if base.upper() == base:  # where all is in capitals only the initials tell
        return len(words) == 1 and _initials_match(text, base) >= 0.6
    return capitals / len(letters) >= 0.4 and max(map(len, re.findall(r"[a-z]+", text)), default=0) < 6


def _initials_match(short: str, base: str) -> float:
    """The share of a short form's letters that are found in order among the initials of the words."""
    initials = "".join(word[0] for word in _WORD.findall(base)).upper()
    letters = "".join(char for char in short.upper() if char.isalpha())
    return LCSseq.similarity(initials, letters) / len(letters) if letters else 0.0


def _word(found: Opened, inside: str, after: str) -> bool:
    word = _LAST_WORD.search(found.base)
    if word and inside[:1].isalpha() and _alike(word[1], inside):
        found.base = found.base[: word.start()] + found.choose((word[1], inside))
    elif not after and inside.casefold() in found.base.casefold().split():
        found.more.append((inside, "weak_alias"))
    elif found.person and inside.isalpha() and word and not after:
        found.base = found.base[: word.start()] + found.choose((word[1], inside))
    elif found.person and inside.isalpha():
        found.base += found.choose(("", inside))
    else:
        return False
    return True


def _words(found: Opened, inside: str, words: list[str], after: str) -> bool:
    base = found.base.strip()
    if after and not is_form(after):
        return False
    if " " not in base and base and _initials_match(base, inside) >= 0.75:
        # "AVS (Armored Vehicle Spares)": the bracket holds the name and what stands before it is short for it.
        found.base = inside
        found.more.append((base, "weak_alias"))
        return True
    if len(words) > 2 or found.person or _share_word(base, inside):
        return _other_names(found, inside, "alias", after)
    return False


def _alike(one: str, other: str) -> bool:
    left, right = one.casefold(), other.casefold()
    return left != right and fuzz.ratio(left, right) >= (60 if left[0] == right[0] else 75)


def _share_word(one: str, other: str) -> bool:
    return bool(_long_words(one) & _long_words(other))


def _long_words(text: str) -> set[str]:
    return set(re.findall(r"[^\W\d_]{3,}", text.casefold()))


def _slashed(found: Opened, match: re.Match[str]) -> str:
    return found.choose((match[1], match[2])) if _alike(match[1], match[2]) else match[0]


def _is_nickname(text: str, match: re.Match[str]) -> bool:
    before, after = text[: match.start()].split(), text[match.end() :].split()
    if not 1 <= len(before) <= 3 or len(after) != 1:
        return False
    return not any(is_form(word) or not word[0].isalpha() for word in (*before, *after))
