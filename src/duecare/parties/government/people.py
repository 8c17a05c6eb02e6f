"""Whether a name is a person's: a title before it, a given name in it, a patronymic, a family name of Han or Hangul."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

from duecare.parties.government.lexicon import Found, Lexicon
from duecare.parties.government.tokens import Tokens

MOST_WORDS: Final = 6
_PATRONYMIC: Final = re.compile(
    r"(?:о|е|ё|и|ї|і)(?:вич|вна|внa)а?$|(?:иничн|ичн)а$|[a-z](?:ovich|evich|yevich|ovych|evych|ovna|evna|yevna|ivna|oglu|ogly|qizi|kyzy)$|(?:улы|ұлы|кызы|қызы|оглу)$"
)
_SLAVIC_FAMILY: Final = re.compile(
    r"..(?:ов|ова|ев|ева|ин|ина|ын|ына|ский|ская|цкий|цкая|ський|ська|цький|цька|енко|чук|ук|юк|дзе|швили|ян|ович)$"
    r"|..(?:ov|ova|ev|eva|yev|yeva|sky|skiy|skaya|enko|shvili|dze|yan|uk)$"
)
#: Words that are a given name or a family name as well as a word of office.
_ALSO_NAMES: Final = frozenset({"municipality", "armed_forces", "force_head", "court", "local_mark", "governing"})
#: A given name of one or two syllables in pinyin; one of one or two in romanised Korean.
_PINYIN_SYLLABLE: Final = (
    "(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?(?:iang|iong|uang|ang|eng|ing|ong|ian|iao|uai|uan|ai|ei|ui|ao|ou|iu|ie|ue|er"
    "|an|en|in|un|ia|ua|uo|[aeiouv])"
)
_PINYIN: Final = re.compile(f"(?:{_PINYIN_SYLLABLE}){{1,2}}")
_KOREAN: Final = re.compile(
    "(?:(?:[bcdghjklmnprstwy]|ch|kw|kh|th|ph|ky|hy|ry|ny|gy|my|py)?(?:yo|yu|ye|ya|wo|wa|ae|eo|eu|oe|ui|ou|[aeiou])(?:ng|[nmklpt])?){1,2}"
)
_HAN: Final = re.compile(r"[\u3400-\u9fff]{2,5}")
_KANA_NAME: Final = re.compile(r"[\u3400-\u9fff]{2,4}[\u3040-\u30ff\u3400-\u9fff]{1,3}")
_HANGUL: Final = re.compile(r"[\uac00-\ud7af]{3}")
_NOT_LAST: Final = frozenset("市县区省部局厅院所校厂会社队署处军警党团店行部馆州府村")
_KOREAN_GIVEN: Final = frozenset(
    "가강건경계고관광교구국권귀규균근금기길나남노누다달대덕도동두라란래량려련렬령례로록룡루류륜률림마만매명모목무문미민방배백범병보복봉부분빈사산삼상새서석선설섭성"
    "세소송수숙순승식신실심아안애양어언여연열염영예오옥온완왕용우욱운웅원월위유육윤율은을의이익인일임자잔장재전정제조종좌주준중지진찬창채천철초총춘충치태택평표필하학"
    "한항해행향헌혁현형혜호홍화환황회효훈휘희"
)


@dataclass(frozen=True, slots=True)
class Person:
    """Why a name is taken for a person's: the words from `start` up to `end`, and what they are. office: its words."""

    sure: Literal["likely", "weak"]
    start: int
    end: int
    says: str
    office: tuple[int, int] | None = None


def person_of(tokens: Tokens, found: list[Found], words: Lexicon) -> Person | None:
    """Whether a name looks like a person's."""
    size = len(tokens.keys)
    if not size:
        return None
    title = _title(tokens, words)
    if title and size > title:
        first = tokens.segment[0]
        if not any(tokens.segment[item.start] == first and item.end > title for item in found if _names_body(item)):
            return Person("likely", 0, title, "a title of a person", _office(tokens, words, title))
    text = tokens.text.strip()
    if size <= MOST_WORDS and text.isascii() is False and (place := _east_asian(text, found, words)):
        return Person("likely", 0, place, "a family name")
    if size > MOST_WORDS or size < 2:
        return None
    own = [keys[0] for keys in tokens.keys]
    if not all(word.isalpha() for word in own):
        return None
    given = [
        place
        for place, word in enumerate(own)
        if word in words.people["given"]
        or (place == 0 and word in words.people["first"] and all(item.end == 1 for item in found))
    ]
    if (sure := _romanised(own, found, words)) is not None:
        return sure
    stray = [
        item
        for item in found
        if item.meaning.section != "marks" and not given_at(item, given) and not (given and _accident(tokens, item))
    ]
    if stray and size == 2 and given and given[0] == 0 and own[1] in words.people["surnames"]:
        return Person("likely", 0, 1, "a given name")
    if any(_names_body(item) and item.meaning.code not in _ALSO_NAMES for item in stray):
        return None
    if stray and (size > 3 or not given or any(item.end - item.start > 1 for item in stray)):
        return None
    raw = [tokens.typed(place, place + 1).casefold() for place in range(size)]
    for place, word in enumerate(raw):
        if _PATRONYMIC.search(word):
            return Person("likely", place, place + 1, "a patronymic")
    if given:
        return Person("likely", given[0], given[0] + 1, "a given name")
    if size in (2, 3) and any(_SLAVIC_FAMILY.search(word) for word in raw) and not found:
        place = next(place for place, word in enumerate(raw) if _SLAVIC_FAMILY.search(word))
        return Person("weak", place, place + 1, "the form of a family name")
    return None


def _romanised(own: list[str], found: list[Found], words: Lexicon) -> Person | None:
    """Chinese, Korean and Burmese names in Latin letters: a common family name, and syllables of the language."""
    if found and any(_names_body(item) for item in found):
        return None
    if len(own) <= 5 and all(word in words.people["burmese"] for word in own):
        return Person("likely", 0, len(own), "a Burmese name")
    if len(own) == 2 and own[0] in words.people["pinyin"] and len(own[1]) > 1 and _PINYIN.fullmatch(own[1]):
        return Person("weak", 0, 1, "a Chinese family name")
    if len(own) == 3 and own[0] in words.people["korean"] and all(_KOREAN.fullmatch(word) for word in own[1:]):
        return Person("likely", 0, 1, "a Korean family name")
    return None


def given_at(item: Found, given: list[int]) -> bool:
    return item.end - item.start == 1 and item.start in given


def _accident(tokens: Tokens, item: Found) -> bool:
    """Whether a word beside a given name is rather part of a person's name: BIN, SAAB, Houthi."""
    if item.end - item.start > 1 or item.meaning.section in ("forms", "trades"):
        return False
    word = tokens.keys[item.start][0]
    short = len(word) < 5 and word.isascii() and item.meaning.language != "en"
    return short or item.meaning.code in ("brand", "armed_group")


def _names_body(item: Found) -> bool:
    return item.meaning.section in ("bodies", "heads", "trades", "forms")


def _title(tokens: Tokens, words: Lexicon) -> int:
    """How many words of a title begin the name."""
    for size in (3, 2, 1):
        if len(tokens.keys) > size and " ".join(keys[0] for keys in tokens.keys[:size]) in words.people["titles"]:
            return size
    return 0


def _office(tokens: Tokens, words: Lexicon, after: int) -> tuple[int, int] | None:
    for start in range(after, len(tokens.keys)):
        for size in (3, 2, 1):
            end = min(start + size, len(tokens.keys))
            if " ".join(keys[0] for keys in tokens.keys[start:end]) in words.people["offices"]:
                return start, end
    return None


def _east_asian(text: str, found: list[Found], words: Lexicon) -> int:
    """How many characters of a family name begin a name of Han, kana or Hangul; 0 if it does not look so."""
    if any(item.end - item.start > 1 and _names_body(item) for item in found):
        return 0
    if _HANGUL.fullmatch(text):
        if text[0] in words.people["hangul"] and all(char in _KOREAN_GIVEN for char in text[1:]):
            return 1
        return 0
    folded = text.translate(words.characters)
    if folded[-1] in _NOT_LAST and len(folded) != 3:
        return 0
    for size in (2, 1):
        if folded[:size] in words.people["han"]:
            if size == 1 and _HAN.fullmatch(folded) and 2 <= len(folded) <= 3:
                return size
            if size == 2 and _KANA_NAME.fullmatch(folded) and 3 <= len(folded) <= 5:
                return size
    return 0
