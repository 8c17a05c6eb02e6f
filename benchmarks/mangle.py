"""Names as clerks, scanners and other systems spoil them: seeded, so that a run can be repeated.

`REFERENCE` are the eight treatments of yente's candidate benchmark: two letters swapped, last name first, another kind
of space, letters outside ASCII lost in two ways, double letters written once, a letter written twice, another vowel.
`LETTERS` are one letter put in, left out or mistaken. Both leave every word recognisable and are the `SLIPS`.
`REWRITES` change which words there are: a word left out, repeated or reduced to its letter, words in another order, run
together or with a title, another spelling by sound, a legal form written otherwise, two slips at once. Other than
yente's, where a treatment often finds nothing to do, each of these changes the name.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping

Treatment = Callable[[str, random.Random], str]

TITLES = ("Mr", "Dr", "Eng.", "Haji", "General", "Sheikh", "Messrs", "The", "M/s")
BY_SOUND = (
    ("ph", "f"), ("kh", "h"), ("gh", "g"), ("sch", "sh"), ("sh", "ch"), ("ts", "c"), ("ou", "u"), ("oo", "u"),
    ("ee", "i"), ("ei", "ey"), ("ya", "ia"), ("yu", "iu"), ("ck", "k"), ("q", "k"), ("x", "ks"), ("w", "v"), ("z", "s"),
    ("j", "dj"), ("c", "k"), ("y", "i"), ("dh", "d"), ("th", "t"), ("aa", "a"),
)  # fmt: skip
LEGAL_FORMS = (
    ("company", "co"), ("limited", "ltd"), ("corporation", "corp"), ("incorporated", "inc"), ("international", "intl"),
    ("group", "grp"), ("technology", "tech"), ("technologies", "tech"), ("trading", "trdg"), ("services", "srvcs"),
    ("industries", "ind"), ("manufacturing", "mfg"), ("development", "dev"), ("engineering", "eng"), ("and", "&"),
)  # fmt: skip


def mangled(name: str, rng: random.Random, treatments: Mapping[str, Treatment]) -> tuple[str, str] | None:
    """The name spoilt in one way that does change it, and which; None where no treatment changes it."""
    for treatment in rng.sample(sorted(treatments), len(treatments)):
        spoilt = treatments[treatment](name, rng)
        if spoilt.strip() and spoilt != name:
            return spoilt, treatment
    return None


def letters_at(name: str) -> list[int]:
    return [at for at, letter in enumerate(name) if letter.isalpha()]


def other_letter(name: str, at: int, rng: random.Random) -> str:
    """A letter of the same script and case: of the alphabet for Latin, else one that the name has."""
    if name[at].isascii():
        letter = rng.choice("abcdefghijklmnopqrstuvwxyz")
        return letter.upper() if name[at].isupper() else letter
    return rng.choice([name[index] for index in letters_at(name)])


def swap_letters(name: str, rng: random.Random) -> str:
    places = [at for at in letters_at(name) if at + 1 < len(name) and name[at + 1].isalpha()]
    if not places:
        return name
    at = rng.choice(places)
    return name[:at] + name[at + 1] + name[at] + name[at + 2 :]


def last_name_first(name: str, rng: random.Random) -> str:
    words = name.split()
    return f"{' '.join(words[1:])}, {words[0]}" if len(words) > 1 and "," not in name else name


def other_spaces(name: str, rng: random.Random) -> str:
    return name.replace(" ", rng.choice("\u00a0\u2009\u3000_-"))


def lost_as_question_marks(name: str, rng: random.Random) -> str:
    return lost(name, "?")


def lost_without_trace(name: str, rng: random.Random) -> str:
    return lost(name, "")


def lost(name: str, mark: str) -> str:
    """Letters outside ASCII lost; a name with more than one in five of them would be gone, not spoilt."""
    outside = sum(not letter.isascii() for letter in name)
    return name if outside * 5 > len(name) else "".join(letter if letter.isascii() else mark for letter in name)


def double_letters_once(name: str, rng: random.Random) -> str:
    return re.sub(r"([^\W\d_])\1", r"\1", name)


def letter_twice(name: str, rng: random.Random) -> str:
    at = rng.choice(letters_at(name) or [0])
    return name[: at + 1] + name[at:]


def other_vowel(name: str, rng: random.Random) -> str:
    places = [at for at, letter in enumerate(name) if letter.lower() in "aeiou"]
    if not places:
        return name
    at = rng.choice(places)
    vowel = rng.choice([letter for letter in "aeiou" if letter != name[at].lower()])
    return name[:at] + (vowel.upper() if name[at].isupper() else vowel) + name[at + 1 :]


def letter_put_in(name: str, rng: random.Random) -> str:
    at = rng.choice(letters_at(name) or [0])
    return name[:at] + other_letter(name, at, rng) + name[at:]


def letter_left_out(name: str, rng: random.Random) -> str:
    at = rng.choice(letters_at(name) or [0])
    return name[:at] + name[at + 1 :]


def letter_mistaken(name: str, rng: random.Random) -> str:
    at = rng.choice(letters_at(name) or [0])
    return name[:at] + other_letter(name, at, rng) + name[at + 1 :]


def word_left_out(name: str, rng: random.Random) -> str:
    """One of at least three words: of two, the one that is left would be a different name."""
    words = name.split()
    if len(words) < 3:
        return name
    gone = rng.randrange(len(words))
    return " ".join(word for at, word in enumerate(words) if at != gone)


def word_twice(name: str, rng: random.Random) -> str:
    words = name.split()
    if not words:
        return name
    at = rng.randrange(len(words))
    return " ".join([*words[: at + 1], *words[at:]])


def words_in_other_order(name: str, rng: random.Random) -> str:
    words = name.split()
    return " ".join(rng.sample(words, len(words)))


def words_run_together(name: str, rng: random.Random) -> str:
    return "".join(name.split())


def one_space_lost(name: str, rng: random.Random) -> str:
    words = name.split()
    if len(words) < 3:
        return name
    at = rng.randrange(len(words) - 1)
    return " ".join([*words[:at], words[at] + words[at + 1], *words[at + 2 :]])


def middle_initial(name: str, rng: random.Random) -> str:
    words = name.split()
    if len(words) < 3 or not words[1][0].isalpha():
        return name
    return " ".join([words[0], words[1][0] + ".", *words[2:]])


def with_title(name: str, rng: random.Random) -> str:
    return f"{rng.choice(TITLES)} {name}"


def by_sound(name: str, rng: random.Random) -> str:
    low = name.lower()
    for written, heard in rng.sample(BY_SOUND, len(BY_SOUND)):
        if (at := low.find(written)) >= 0:
            heard = heard.upper() if name[at].isupper() and name.isupper() else heard
            return name[:at] + heard + name[at + len(written) :]
    return name


def legal_form_otherwise(name: str, rng: random.Random) -> str:
    words = name.split()
    for at, word in enumerate(words):
        for long, short in LEGAL_FORMS:
            if word.lower().strip(".,") in (long, short):
                words[at] = short if word.lower().strip(".,") == long else long
                return " ".join(words)
    return name


def two_slips(name: str, rng: random.Random) -> str:
    once = mangled(name, rng, SLIPS)
    twice = mangled(once[0], rng, SLIPS) if once else None
    return twice[0] if twice else name


REFERENCE: dict[str, Treatment] = {
    "letters swapped": swap_letters,
    "letter twice": letter_twice,
    "other vowel": other_vowel,
    "double letters once": double_letters_once,
    "last name first": last_name_first,
    "other spaces": other_spaces,
    "lost as question marks": lost_as_question_marks,
    "lost without trace": lost_without_trace,
}
LETTERS: dict[str, Treatment] = {
    "letter put in": letter_put_in,
    "letter left out": letter_left_out,
    "letter mistaken": letter_mistaken,
}
SLIPS: dict[str, Treatment] = {**REFERENCE, **LETTERS}
REWRITES: dict[str, Treatment] = {
    "word left out": word_left_out,
    "word twice": word_twice,
    "words in other order": words_in_other_order,
    "words run together": words_run_together,
    "one space lost": one_space_lost,
    "middle initial": middle_initial,
    "with title": with_title,
    "by sound": by_sound,
    "legal form otherwise": legal_form_otherwise,
    "two slips": two_slips,
}
