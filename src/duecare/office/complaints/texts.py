"""What complainants read, in the six languages of the United Nations: a file a language, each as a whole or refused."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

FOLDER: Final = Path(__file__).parent / "texts"
LANGUAGES: Final = ("ar", "zh", "en", "fr", "ru", "es")
"""In the order of the names of the languages in English, as the United Nations list them."""


@cache
def texts(language: str) -> Mapping[str, Any]:
    """The texts of a language, with its name and direction.

    Raises:
        KeyError: these pages are not in that language.
    """
    if language not in LANGUAGES:
        raise KeyError(language)
    from ruamel.yaml import YAML

    found: dict[str, Any] = YAML(typ="safe", pure=True).load((FOLDER / f"{language}.yaml").read_bytes())
    return {**found, "tag": language}


def keys_of(said: Mapping[str, Any], before: str = "") -> Iterator[str]:
    """The key of every text, with how many lines a list has: two languages say the same if these are the same."""
    for key, value in said.items():
        name = f"{before}{key}"
        if isinstance(value, Mapping):
            yield from keys_of(value, f"{name}.")
        else:
            yield f"{name}[{len(value)}]" if isinstance(value, list) else name
