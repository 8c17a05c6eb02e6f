"""Where the words of the lists stand in a name, and which language it is read in."""

from __future__ import annotations

from typing import Final

from duecare.parties.government.lexicon import SHORT, Found, Lexicon, Meaning
from duecare.parties.government.tokens import Tokens

_RANK: Final = {"bodies": 0, "forms": 1, "trades": 2, "heads": 3, "fields": 4, "marks": 5}
#: Sections whose words count in a name that is read in another language.
_FOREIGN: Final = frozenset({"bodies", "forms", "trades"})


def language_of(
    tokens: Tokens, matches: list[tuple[int, int, list[int], bool]], words: Lexicon, country: str | None
) -> str | None:
    """The language that most letters of the matched phrases belong to; its small words and the country break a tie."""
    covered: dict[str, dict[int, float]] = {}
    for start, end, entries, part in matches:
        typed = tokens.ends[end - 1] - tokens.starts[start]
        weight = (end - start) + min(typed, 30) / 30 - (0.8 if part else 0)
        for entry in entries:
            meaning = words.entries[entry]
            places = covered.setdefault(meaning.language, {})
            # A longer phrase is met by accident more rarely; words about the owner are much alike in many languages.
            share = weight / (end - start) * (1 + 0.1 * (end - start - 1)) * (0.4 if meaning.section == "marks" else 1)
            for place in range(start, end):
                if share > places.get(place, 0):
                    places[place] = share
    if not covered:
        return None
    spoken = _SPOKEN.get(country or "", ())

    def score(language: str) -> float:
        total = sum(covered[language].values())
        links = words.links.get(language, frozenset())
        total += 0.35 * sum(1 for word in tokens.skipped if word in links)
        return total + (0.6 if language in spoken else 0) + _LIKELIER.get(language, 0)

    return max(covered, key=score)


def find(tokens: Tokens, words: Lexicon, country: str | None) -> tuple[str | None, list[Found]]:
    """The phrases that stand in a name, in its order, none over another; and the language they were read in.

    Longer phrases go before shorter. Words of other languages count where none of the name's own stands.
    """
    matches = _without_accidents(tokens, words.matches(tokens), words, country)
    language = language_of(tokens, matches, words, country)
    if language is None:
        return None, []
    taken = [False] * len(tokens.keys)
    own = [
        (start, end, said, part)
        for start, end, entries, part in matches
        if (said := [words.entries[entry] for entry in entries if words.languages[entry] == language])
    ]
    found = _placed(tokens, own, taken)
    if not all(taken) and len(own) < len(matches):
        spoken = _SPOKEN.get(country or "", ())
        foreign: list[tuple[int, int, list[Meaning], bool]] = []
        for start, end, entries, part in matches:
            if part or any(taken[start:end]):
                continue
            said = [words.entries[entry] for entry in entries if words.languages[entry] != language]
            said = [m for m in said if m.section in _FOREIGN and _trusted(tokens, start, end, m.language, spoken)]
            if said:
                foreign.append((start, end, said, part))
        found += _placed(tokens, foreign, taken)
    found.sort(key=lambda item: item.start)
    return language, found


def _placed(tokens: Tokens, matches: list[tuple[int, int, list[Meaning], bool]], taken: list[bool]) -> list[Found]:
    """The longest matches that do not stand over another, each with what the words inside it mean."""
    starts, ends = tokens.starts, tokens.ends
    matches.sort(key=lambda item: (item[0] - item[1], starts[item[0]] - ends[item[1] - 1], item[0]))
    found = []
    for start, end, said, part in matches:
        if any(taken[start:end]):
            continue
        taken[start:end] = [True] * (end - start)
        inner: list[Meaning] = []
        if end - start > 1:
            said.sort(key=_rank_of_phrase)
            for first, last, inside, _ in matches:
                if start <= first and last <= end and last - first < end - start:
                    inner += inside
        else:
            said.sort(key=_rank_of_word)
        found.append(Found(start, end, said[0], tuple(said[1:]), part, tuple(inner)))
    return found


def _without_accidents(
    tokens: Tokens, matches: list[tuple[int, int, list[int], bool]], words: Lexicon, country: str | None
) -> list[tuple[int, int, list[int], bool]]:
    """The matches without those that only a very short word makes, in a language of which nothing else is seen.

    "Bo Peng" is no Vietnamese ministry (bộ). The name's own country, or an abbreviation by itself, is evidence enough.
    """
    languages = words.languages
    short = [len(keys[0]) < SHORT and keys[0].isascii() for keys in tokens.keys]
    doubtful = {languages[entry] for start, end, entries, _ in matches if end - start == 1 and short[start]
                for entry in entries}  # fmt: skip
    doubtful -= {"en", *_SPOKEN.get(country or "", ())}
    if not doubtful or len(short) == 1:
        return matches
    for start, end, entries, _ in matches:
        if end - start > 1 or not short[start]:
            doubtful.difference_update(languages[entry] for entry in entries)
    doubtful -= {language for language in doubtful if words.links[language].intersection(tokens.skipped)}

    def stands(entry: int, start: int, end: int) -> bool:
        if languages[entry] not in doubtful:
            return True
        # Legal forms are short everywhere; where they stand tells them from other words.
        at_end = start == 0 or end == len(short)
        return at_end and words.entries[entry].code in ("private_form", "listed_form")

    if not doubtful:
        return matches
    kept = [(start, end, [entry for entry in entries if stands(entry, start, end)], part)
            for start, end, entries, part in matches]  # fmt: skip
    return [match for match in kept if match[2]]


def _rank_of_phrase(meaning: Meaning) -> tuple[int, int]:
    """Which of two meanings of one phrase goes first: the lower."""
    if meaning.code == "ministry":
        return 0, 9
    # What a phrase says of the owner is more than what it does; "state enterprise" is the least special of these.
    return _RANK[meaning.section], 1 + (meaning.tie is None) * 2 + (meaning.code == "state_company")


def _rank_of_word(meaning: Meaning) -> tuple[int, int]:
    """The same for a single word: a bare "ministry" is a head that waits for its field."""
    return (9, 0) if meaning.code == "ministry" else _rank_of_phrase(meaning)


def _trusted(tokens: Tokens, start: int, end: int, language: str, spoken: tuple[str, ...]) -> bool:
    """Whether a word of another language is more than an accident: long, or an abbreviation as the country uses it."""
    typed = tokens.typed(start, end)
    if end - start > 1 or len(typed) > SHORT or not typed.isascii():
        return True
    return typed.isupper() and (language in spoken or (not spoken and len(typed) > 2))


#: Where nothing else tells: English is what most names are written in; Han without kana is more often Chinese.
_LIKELIER: Final = {"en": 0.1, "zh": 0.3}


def _spoken(lines: dict[str, str]) -> dict[str, tuple[str, ...]]:
    out: dict[str, tuple[str, ...]] = {}
    for language, codes in lines.items():
        for code in codes.split():
            out[code] = (*out.get(code, ()), language)
    return out


#: The languages of the lists that bodies of a country are named in; they break ties and tell whose abbreviation it is.
_SPOKEN: Final = _spoken(
    {
        "am": "ET ER",
        "bg": "BG MK",
        "cs": "CZ SK",
        "el": "GR CY",
        "hu": "HU",
        "ka": "GE AM",
        "km": "KH",
        "mn": "MN",
        "nl": "NL BE SR AW CW",
        "ro": "RO MD",
        "sv": "SE NO DK FI",
        "ar": "SA AE EG IQ SY LB JO KW QA BH OM YE LY TN DZ MA SD PS MR IR",
        "de": "DE AT CH LI",
        "en": "GB US CA AU NZ IE IN PK NG KE GH ZA UG TZ ZM ZW SG HK MY PH BD LK SD SS IL AE",
        "es": "ES MX AR CO PE VE CL EC GT CU BO DO HN PY SV NI CR PA UY GQ US",
        "fa": "IR AF",
        "fr": "FR BE CH CA MA DZ TN SN ML NE TD CD CG CI CM GA GN BF BJ TG MR MG LU MC",
        "he": "IL",
        "hi": "IN BD",
        "id": "ID MY BN",
        "it": "IT CH",
        "ja": "JP",
        "kk": "KZ KG UZ",
        "ko": "KR KP",
        "my": "MM",
        "pl": "PL",
        "pt": "PT BR AO MZ CV GW ST",
        "ru": "RU BY KZ KG TJ UZ TM AM",
        "sr": "RS ME BA HR SI MK",
        "sw": "KE TZ UG",
        "th": "TH",
        "tr": "TR AZ CY",
        "uk": "UA BY",
        "ur": "PK AF",
        "vi": "VN",
        "zh": "CN TW HK MO SG",
    }
)
