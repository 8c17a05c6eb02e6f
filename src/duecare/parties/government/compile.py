"""Compile the word lists of lexicon/ to lexicon.json, which is what is loaded.

`python scripts/compile_data.py` writes it anew; a test refuses a commit in which they differ. A phrase is words;
`word*` is any ending, a word in CAPITALS counts only if typed so, `x?` a letter or bracket that may be absent,
`(one|other)` a choice.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from duecare.parties.government.tokens import PREPOSITIONS, fold, phrase_keys

HERE: Final = Path(__file__).resolve().parent
SOURCES: Final = HERE / "lexicon"
COMPILED: Final = HERE / "lexicon.json"
SECTIONS: Final = ("bodies", "heads", "fields", "forms", "marks", "trades")
#: Sections of a language file whose single words also count as the end of a compound (Landes-polizei).
_ENDINGS: Final = ("bodies", "heads", "trades", "fields")
#: Where a phrase ends that counts only if typed in capitals, or only before a word like "of".
CAPITALS: Final = "^"
LINKED: Final = ">"
SHORTEST_ENDING: Final = 4
MOST_FORMS: Final = 600
#: Long words of these languages are also known with one letter wrong, missing or too many.
SPELT_LANGUAGES: Final = frozenset({"en", "es", "fr", "pt", "de"})
SHORTEST_SPELT: Final = 8


def expand(phrase: str) -> list[str]:
    """Every text that a phrase stands for.

    >>> expand("customs (service|office)?"), expand("labou?r camp")
    (['customs ', 'customs service', 'customs office'], ['labor camp', 'labour camp'])

    Raises:
        ValueError: For a bracket that is not closed, or a phrase that stands for too many texts.
    """
    texts, place = _choice(phrase, 0)
    if place != len(phrase):
        raise ValueError(f"phrase {phrase!r} has a stray bracket")
    if len(texts) > MOST_FORMS:
        raise ValueError(f"phrase {phrase!r} stands for {len(texts)} texts; at most {MOST_FORMS}")
    return texts


def _choice(phrase: str, place: int) -> tuple[list[str], int]:
    options: list[str] = []
    texts = [""]
    while place < len(phrase) and phrase[place] != ")":
        char = phrase[place]
        if char == "|":
            options += texts
            texts = [""]
            place += 1
            continue
        if char == "(":
            inner, place = _choice(phrase, place + 1)
            if place >= len(phrase):
                raise ValueError(f"phrase {phrase!r} has a bracket that is not closed")
            place += 1
        else:
            inner = [char]
            place += 1
        if phrase[place : place + 1] == "?":
            inner = ["", *inner]
            place += 1
        texts = [text + more for text in texts for more in inner]
    return options + texts, place


def read_sources() -> dict[str, dict[str, Any]]:
    """Every file of lexicon/ by its stem."""
    from ruamel.yaml import YAML

    yaml = YAML(typ="safe", pure=True)
    return {path.stem: yaml.load(path.read_text("utf-8")) for path in sorted(SOURCES.glob("*.yaml"))}


def characters_of(source: Mapping[str, Any]) -> dict[int, str]:
    """The `str.translate` table of characters.yaml."""
    return {ord(pair[0]): pair[1] for pair in source["pairs"].split() if pair[0] != pair[1]}


def compile_lexicon(sources: Mapping[str, Mapping[str, Any]] | None = None) -> dict[str, Any]:
    """The lexicon as it is loaded: a tree of words with the entries that end there.

    Raises:
        ValueError: For a code that meanings.yaml does not declare, a kind or tie outside the vocabulary, or a phrase
            that cannot be read; the message quotes it.
    """
    sources = read_sources() if sources is None else sources
    meanings = sources["meanings"]
    _check(meanings)
    characters = characters_of(sources["characters"])
    entries: dict[tuple[str, str, str], int] = {}
    tree: dict[str, Any] = {}
    stars: set[str] = set()
    spelt: set[str] = set()
    languages: dict[str, Any] = {}
    for stem, source in sources.items():
        if stem in ("meanings", "characters", "people"):
            continue
        language = str(source["language"])
        languages[language] = {"order": source["order"], "links": [str(word) for word in source["links"]]}
        for section, code, phrase in _phrases(source):
            if code not in meanings[section]:
                raise ValueError(f"{stem}.yaml: {section} has {code!r}, which meanings.yaml does not declare")
            entry = entries.setdefault((language, section, code), len(entries))
            for text in expand(phrase):
                words = phrase_keys(text, characters)
                # "MIT" is Turkey's intelligence service, "mit" a German word: capitals count where the list has them.
                acronym = len(words) == 1 and text.isupper() and text.isascii()
                _put(tree, words, entry, CAPITALS if acronym else _end(text, words))
                stars.update(word[:-1] for word in words if word.endswith("*"))
                if section in ("heads", "fields") and language in SPELT_LANGUAGES:
                    spelt.update(word for word in words if word.isascii() and len(word) >= SHORTEST_SPELT)
                plain = len(words) == 1 and not words[0].endswith("*") and len(words[0]) >= SHORTEST_ENDING
                compounds = source.get("compounds", ())
                if (
                    plain
                    and section in _ENDINGS
                    and code != "municipality"
                    and (compounds is True or code in compounds)
                ):
                    _put(tree, (f"~{words[0]}",), entry)
    return {
        "format": meanings["format"],
        "meanings": {section: meanings[section] for section in SECTIONS},
        "languages": languages,
        "entries": [list(entry) for entry in entries],
        "characters": "".join(chr(old) + new for old, new in sorted(characters.items())),
        "stars": sorted(stars),
        "misspelt": _misspelt(tree, spelt),
        "people": _people(sources.get("people", {}), characters),
        "tree": tree,
    }


def _phrases(source: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    for section in SECTIONS:
        for code, phrases in (source.get(section) or {}).items():
            for phrase in phrases:
                yield section, str(code), re.sub(r"\s+", " ", str(phrase)).strip()


def _end(text: str, words: tuple[str, ...]) -> str:
    """Whether a phrase is one word and the "of" behind it, which must then stand in the name too ("city of")."""
    last = fold(text.split()[-1]) if len(text.split()) > 1 else ""
    return LINKED if len(words) == 1 and last in PREPOSITIONS else ""


def _put(tree: dict[str, Any], words: tuple[str, ...], entry: int, end: str = "") -> None:
    node = tree
    for word in words:
        node = node.setdefault(word, {})
    ends = node.setdefault(end, [])
    if entry not in ends:
        ends.append(entry)


def _misspelt(tree: Mapping[str, Any], words: set[str]) -> dict[str, str]:
    """What words become when a letter is lost, to the words; a form that is a word of its own is left out."""
    known: set[str] = set()
    nodes = [tree]
    while nodes:
        for word, node in nodes.pop().items():
            if word not in ("", CAPITALS, LINKED):
                known.add(word)
                nodes.append(node)
    out: dict[str, str] = {}
    for word in sorted(words):
        for place in range(1, len(word)):
            short = word[:place] + word[place + 1 :]
            if short not in known and out.setdefault(short, word) != word:
                out[short] = ""
    return {short: word for short, word in out.items() if word}


def _people(source: Mapping[str, Any], characters: Mapping[int, str]) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for code, words in source.items():
        if code in ("language", "han", "hangul"):
            continue
        found = {" ".join(phrase_keys(str(word), dict(characters))) for word in words}
        out[str(code)] = sorted(found)
    for code in ("han", "hangul"):
        out[code] = [str(word).translate(dict(characters)) for word in source.get(code, [])]
    return out


def _check(meanings: Mapping[str, Any]) -> None:
    from duecare.facts import vocabulary

    facts = vocabulary().facts
    kinds, ties = facts["party.kind"].domain, facts["party.government_tie"].domain
    for section in SECTIONS:
        for code, meaning in meanings[section].items():
            said = [meaning[key] for key in ("kind", "ministry", "office", "force", "alone_kind") if key in meaning]
            for kind in said:
                if kind not in kinds:
                    raise ValueError(
                        f"meanings.yaml: {code} has the kind {kind!r}; the vocabulary has {', '.join(kinds)}"
                    )
            if meaning.get("tie", ties[0]) not in ties or meaning.get("tie") == "none":
                raise ValueError(f"meanings.yaml: {code} has the tie {meaning['tie']!r}, which a name cannot show")


def compiled() -> dict[Path, str]:
    """The text of lexicon.json as the YAML now gives it."""
    return {COMPILED: as_text(compile_lexicon())}


def as_text(document: Mapping[str, Any]) -> str:
    """A compiled lexicon as it is written."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"), sort_keys=True) + "\n"


def main() -> None:
    """Write lexicon.json if it differs from what its sources give."""
    for path, text in compiled().items():
        if not path.is_file() or path.read_text("utf-8") != text:
            path.write_text(text, "utf-8")
            print(f"written: {path.name}")


if __name__ == "__main__":
    main()
