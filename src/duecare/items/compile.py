"""Compile what people read and write to what is loaded.

`python -m duecare.items.compile` writes anew lexicon.json (of lexicon.yaml and the terms in taxonomy/), notions.json,
elements.json, taxonomy/compiled.json, and classifier/weights.npz (of weights.json); a test holds them together. The
grammar of a phrase is told at the head of lexicon.yaml.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from duecare.items.lexicon import ARABIC, ARABIC_PREFIX, COMPILED, JOINED, NOTIONS, Entry, fold

HERE = Path(__file__).resolve().parent
SOURCE = HERE / "lexicon.yaml"
TAXONOMY = HERE / "taxonomy"

#: A parsed phrase: a word, ("gap", n), ("any", options) or ("maybe", options); options are phrases.
Part = str | tuple[str, Any]

_TOKEN = re.compile(r"\s+|~~|~\d+|[()\[\]|]|[^\s~()\[\]|]+")
_DENIES_IN_PHRASE = re.compile(r"\b(?:no|not|never|without|cannot|sin|sans|ohne|nicht)\b")


def parse_phrase(text: str) -> list[Part]:
    """Parse a phrase of lexicon.yaml into its parts.

    Raises:
        ValueError: For a bracket that is not closed or an option without words.
    """
    tokens = [token for token in _TOKEN.findall(text) if not token.isspace()]
    parts, place = _parse(tokens, 0, "")
    if place != len(tokens) or len(parts) != 1 or not parts[0]:
        raise ValueError(f"phrase {text!r} has a stray bracket, bar or nothing in it")
    return parts[0]


def _parse(tokens: list[str], place: int, closing: str) -> tuple[list[list[Part]], int]:
    options: list[list[Part]] = [[]]
    while place < len(tokens):
        token = tokens[place]
        place += 1
        if token == closing:
            if not all(options):
                raise ValueError(f"an option without words in {' '.join(tokens)!r}")
            return options, place
        if token in "([":
            inner, place = _parse(tokens, place, ")" if token == "(" else "]")
            options[-1].append(("any" if token == "(" else "maybe", inner))
        elif token == "|" and closing:
            options.append([])
        elif token in ")]|":
            raise ValueError(f"a stray {token!r} in {' '.join(tokens)!r}")
        elif token.startswith("~"):
            options[-1].append(("gap", 12 if token == "~~" else int(token[1:])))
        else:
            options[-1].extend(_bare(piece) for piece in re.split(r"[-'’/,\s]", fold(token)) if piece)
    if closing:
        raise ValueError(f"no {closing!r} in {' '.join(tokens)!r}")
    return options, place


def _bare(word: str) -> str:
    """An Arabic word without its article, which the rule then lets stand or not."""
    return word[2:] if word.startswith("ال") and len(word) > 4 else word


def _word(word: str) -> str:
    prefix = ARABIC_PREFIX if ARABIC.match(word) else ""
    if word.endswith("*"):
        return f"{prefix}{re.escape(word[:-1])}¬"
    # Arabic endings of the plural and of possession are short; Latin ones are -s and -es.
    return f"{prefix}{re.escape(word)}{'¤' if _takes_plural(word) else '·'}"


def to_regex(parts: Sequence[Part]) -> str:
    """The regular expression of a parsed phrase, anchored at its first word."""
    out, pending = "", ""
    for part in parts:
        if isinstance(part, str):
            out += (pending + "␣" if out else "") + _word(part)
            pending = ""
        elif part[0] == "gap":
            pending += f"…{{0,{part[1]}}}?"
        else:
            inner = "|".join(to_regex(option) for option in part[1])
            if part[0] == "any":
                out += (pending + "␣" if out else "") + f"(?:{inner})"
                pending = ""
            else:
                out += f"{pending}(?:␣(?:{inner}))?"
                pending = ""
    return out


def to_joined_regex(parts: Sequence[Part]) -> str:
    """The regular expression of a phrase in a script without spaces, found anywhere."""
    out = ""
    for part in parts:
        if isinstance(part, str):
            out += ("" if not out else r"\s?") + re.escape(part.rstrip("*"))
        elif part[0] == "gap":
            out += f"[^。；！？;!?]{{0,{part[1]}}}?"
        else:
            inner = "|".join(to_joined_regex(option) for option in part[1])
            out += f"(?:{inner})" + ("?" if part[0] == "maybe" else "")
    return out


def first_words(parts: Sequence[Part]) -> list[str]:
    """The words a phrase can begin with.

    Raises:
        ValueError: If it begins with a gap or with something that may be absent.
    """
    first = parts[0]
    if isinstance(first, str):
        return [first]
    if first[0] != "any":
        raise ValueError(f"a phrase begins with a word, not with {first!r}")
    return [word for option in first[1] for word in first_words(option)]


def anchor_words(parts: Sequence[Part]) -> list[str]:
    """Words of which a text that matches must hold one beside the first; none if there is but one word.

    Of all the places that a phrase cannot do without, the one with the fewest and longest words is taken, for it is
    the rarest in texts.
    """
    places: list[list[str]] = []
    for part in parts[1:]:
        options = [[part]] if isinstance(part, str) else part[1] if part[0] == "any" else None
        if options is not None and all(words := [_longest(option) for option in options]):
            places.append(sorted(set(words)))
    return min(places, key=lambda words: (len(words), -min(map(len, words))), default=[])


def _longest(option: Sequence[Part]) -> str:
    """The longest word that an option cannot do without; empty if it has none."""
    return max((word for word in option if isinstance(word, str)), key=lambda word: len(word.rstrip("*")), default="")


def joined_starts(parts: Sequence[Part]) -> list[str]:
    """The first one or two characters that a phrase in a script without spaces can begin with."""
    first = parts[0]
    if isinstance(first, str):
        return [first.rstrip("*")[:2]]
    if first[0] != "any":
        raise ValueError(f"a phrase begins with a word, not with {first!r}")
    return sorted({start for option in first[1] for start in joined_starts(option)})


def alternatives(parts: list[Part]) -> list[list[Part]]:
    """A phrase that is nothing but options, as its options (each then hangs on its own first word)."""
    if len(parts) == 1 and isinstance(parts[0], tuple) and parts[0][0] == "any":
        return [deeper for option in parts[0][1] for deeper in alternatives(option)]
    return [parts]


def _rows(source: Mapping[str, Any]) -> list[tuple[Entry, list[str]]]:
    rows: list[tuple[Entry, list[str]]] = []
    guarded = set(source["guarded"])
    for capability, groups in source["capabilities"].items():
        for group in groups:
            says = (("capability", str(capability)), *(_says(group.get("with") or {})))
            rows.append((Entry("capability", says, False, capability in guarded), list(group["words"])))
    for group in source["modes"]:
        rows.append((Entry("mode", _says(group["says"]), bool(group.get("denies")), False), list(group["words"])))
    for kind, phrases in source["benign"].items():
        rows.append((Entry("benign", (("kind", str(kind)),), False, False), list(phrases)))
    for kind, phrases in source["everyday"].items():
        families = [phrase for phrase in phrases if _names(parse_phrase(str(phrase))) is None]
        if families:
            rows.append((Entry("everyday", (("kind", str(kind)),), False, False), families))
    rows.append((Entry("watchful", (), False, True), list(source["watchful"])))
    for notion, phrases in source.get("notions", {}).items():
        rows.append((Entry("notion", (("notion", str(notion)),), False, False), list(phrases)))
    for group in source["hides"]:
        hidden = tuple(("capability", str(name)) for name in group["hides"])
        rows.append((Entry("hides", hidden, True, False), list(group["words"])))
    return rows


def _names(parts: list[Part]) -> list[str] | None:
    """The names a phrase consists of, if it is nothing but names without gaps or open endings."""
    options = alternatives(parts)
    plain = all(isinstance(word, str) and not word.endswith("*") for option in options for word in option)
    return [" ".join(str(word) for word in option) for option in options] if plain else None


def _goods(source: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The plain names of everyday goods, by trade and in one string, which loads faster than a rule for each."""
    goods: list[tuple[str, str]] = []
    for kind, phrases in source["everyday"].items():
        names = {name for phrase in phrases for name in _names(parse_phrase(str(phrase))) or ()}
        goods.append((str(kind), "|".join(sorted(names))))
    return goods


def _says(pairs: Mapping[str, Any]) -> tuple[tuple[str, str | bool], ...]:
    words = {"yes": True, "no": False}
    return tuple((str(fact), words.get(value, value)) for fact, value in pairs.items())


def compile_lexicon(source: Mapping[str, Any]) -> dict[str, Any]:
    """Compile the parsed lexicon.yaml.

    Raises:
        ValueError: For a phrase that cannot be read; the message quotes it.
    """
    entries: list[list[Any]] = []
    rules: list[tuple[int, str, list[str]]] = []
    tables: dict[str, dict[str, list[int]]] = {name: {} for name in ("words", "stems", "anchor_words", "anchor_stems")}
    joined: list[tuple[int, str, list[str]]] = []

    def put(kind: str, word: str) -> None:
        table, key = (f"{kind}stems", word[:-1]) if word.endswith("*") else (f"{kind}words", word)
        tables[table].setdefault(key, []).append(len(rules))

    for entry, phrases in _rows(source):
        # A phrase with its own "no" reads it as meaning; its neighbours of the same group do not.
        places: dict[bool, int] = {}
        for phrase in phrases:
            for parts in alternatives(parse_phrase(str(phrase))):
                flat = _flat(parts)
                denies = entry.denies or bool(_DENIES_IN_PHRASE.search(flat))
                if denies not in places:
                    places[denies] = len(entries)
                    entries.append([entry.kind, [list(pair) for pair in entry.says], denies, entry.guarded])
                if JOINED.search(flat):
                    joined.append((places[denies], to_joined_regex(parts), joined_starts(parts)))
                    continue
                anchors = anchor_words(parts)
                for word in first_words(parts):
                    put("", word)
                for word in anchors:
                    put("anchor_", word)
                rules.append((places[denies], to_regex(parts), [word.rstrip("*") for word in anchors]))
    return {
        "format": source["format"],
        "yields": source["yields"],
        "entries": entries,
        "rules": rules,
        **{name: dict(sorted(table.items())) for name, table in tables.items()},
        "goods": _goods(source),
        "joined": joined,
    }


def _flat(parts: Sequence[Part]) -> str:
    words: list[str] = []
    for part in parts:
        if isinstance(part, str):
            words.append(part)
        elif part[0] != "gap":
            words.extend(_flat(option) for option in part[1])
    return " ".join(words)


def _takes_plural(word: str) -> bool:
    return word.isascii() and word.isalpha() and len(word) > 2


def _yaml(path: Path) -> Any:
    from ruamel.yaml import YAML

    return YAML(typ="safe", pure=True).load(path.read_text("utf-8"))


def taxonomy_source() -> dict[str, dict[str, Any]]:
    """Every file of taxonomy/ by the code it has."""
    entries = (_yaml(path) for path in sorted(TAXONOMY.glob("*.yaml")))
    return {str(entry["code"]): entry for entry in entries}


def lexicon_source() -> dict[str, Any]:
    """The lexicon with the taxonomy's terms of every language added to the capability's own phrases."""
    source: dict[str, Any] = _yaml(SOURCE)
    for code, entry in taxonomy_source().items():
        words = [term for terms in entry["terms"].values() for term in terms]
        source["capabilities"].setdefault(code, []).append({"words": words})
    return source


def notions_source() -> dict[str, Any]:
    """The notions of the definitions in the shape of a lexicon."""
    source = _yaml(HERE / "notions.yaml")
    notions = {
        code: [str(phrase) for phrases in languages.values() for phrase in phrases]
        for code, languages in source["notions"].items()
    }
    empty: dict[str, Any] = {name: {} for name in ("capabilities", "yields", "benign", "everyday")}
    return {
        "format": source["format"],
        **empty,
        "guarded": [],
        "modes": [],
        "watchful": [],
        "hides": [],
        "notions": notions,
    }


def compiled() -> dict[Path, str]:
    """The text of every compiled file as its YAML now gives it."""
    taxonomy = {
        code: {key: value for key, value in entry.items() if key != "terms"}
        for code, entry in taxonomy_source().items()
    }
    compact = {COMPILED: compile_lexicon(lexicon_source()), NOTIONS: compile_lexicon(notions_source())}
    readable = {TAXONOMY / "compiled.json": taxonomy, HERE / "elements.json": _yaml(HERE / "elements.yaml")}
    return {
        **{path: json.dumps(data, ensure_ascii=False, separators=(",", ":")) + "\n" for path, data in compact.items()},
        **{path: json.dumps(data, ensure_ascii=False, indent=0) + "\n" for path, data in readable.items()},
    }


def stale_weights() -> bool:
    """Whether the arrays of the classifier are not those of its readable file."""
    import numpy as np

    from duecare.items.classifier.model import COMPILED, compile_weights

    if not COMPILED.is_file():
        return True
    with np.load(COMPILED, allow_pickle=False) as file:
        return any(not np.array_equal(file[name], array) for name, array in compile_weights().items())


def write_weights() -> None:
    """Write the arrays of the classifier from its readable file."""
    import numpy as np

    from duecare.items.classifier.model import COMPILED, compile_weights

    with open(COMPILED, "wb") as file:
        np.savez_compressed(file, allow_pickle=False, **compile_weights())


def main() -> None:
    """Write every compiled file that differs from what its source gives."""
    if stale_weights():
        write_weights()
        print("written: weights.npz")
    for path, text in compiled().items():
        if not path.is_file() or path.read_text("utf-8") != text:
            path.write_text(text, "utf-8")
            print(f"written: {path.name}")


if __name__ == "__main__":
    main()
