"""A list of the user's own: any table, read by a mapping file that stands beside it."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final, cast

from duecare.errors import InputError
from duecare.parties.lists.countries import find_country
from duecare.parties.lists.dates import read_day
from duecare.parties.lists.draft import Draft, made_id, merged
from duecare.parties.lists.mapping import KINDS, TableMapping, read_mapping
from duecare.parties.lists.opening import records_of
from duecare.parties.lists.record import EFFECTS, Effect, EntryKind, ListedIdentifier, ListEntry, NameKind

_NAMES: Final[tuple[tuple[str, NameKind], ...]] = (
    ("alias", "alias"),
    ("weak_alias", "weak_alias"),
    ("former_name", "former"),
)


def read(paths: Sequence[Path], key: str | None = None) -> Iterator[ListEntry]:
    """Entries of a table, by the mapping file among the paths (`.yaml` or `.yml`).

    Rows with one id are one party; without a column for ids, rows of one name and country.

    Raises:
        InputError: not one mapping file and a table; a mapping that cannot be read; a column that the table lacks; a
            row without a name, or whose kind, effect or day cannot be read.
    """
    mappings = [path for path in paths if path.suffix.casefold() in (".yaml", ".yml")]
    tables = [path for path in paths if path not in mappings]
    if len(mappings) != 1 or not tables:
        raise InputError(
            "a table needs a mapping file: give one .yaml file and one table or more",
            path=str(paths[0]) if paths else None,
        )
    mapping = read_mapping(mappings[0])
    yield from merged(_drafts(tables, mapping, key or mapping.list))


def _drafts(tables: Sequence[Path], mapping: TableMapping, key: str) -> Iterator[Draft]:
    for path in tables:
        rows = records_of(path, tuple(mapping.columns), delimiter=mapping.delimiter, skip=mapping.skip_lines)
        for line, row in rows:
            yield _Row(mapping, row, str(path), line).draft(key)


class _Row:
    def __init__(self, mapping: TableMapping, row: dict[str, str], path: str, line: int) -> None:
        self.mapping, self.path, self.line = mapping, path, line
        self.found: dict[str, list[str]] = {}
        for column, field in mapping.columns.items():
            parts = row[column].split(mapping.separator) if mapping.separator else [row[column]]
            self.found.setdefault(field, []).extend(part.strip() for part in parts if part.strip())
        for field, text in mapping.constants.items():
            if not self.found.get(field):
                self.found[field] = [text]

    def texts(self, field: str) -> list[str]:
        return self.found.get(field, [])

    def draft(self, key: str) -> Draft:
        kind = cast(EntryKind, self.coded("kind", KINDS, "unknown"))
        effect = cast(Effect, self.coded("effect", EFFECTS, "review"))
        names = self.texts("name") or [" ".join((*self.texts("first_name"), *self.texts("last_name")))]
        own = "-".join(self.texts("id")) or made_id(names[0], "".join(self.texts("country")))
        draft = Draft(key, own, kind, effect)
        turned = self.mapping.family_first
        for number, name in enumerate(names):
            draft.name(name, "primary" if number == 0 else "alias", family_first=turned)
        if not draft.names:
            raise InputError("the row has no name", path=self.path, line=self.line)
        for field, sort in _NAMES:
            for name in self.texts(field):
                draft.name(name, sort, family_first=turned)
        self.fill(draft)
        draft.listed_on, draft.ends_on = self.day("listed_on"), self.day("ends_on")
        return draft

    def fill(self, draft: Draft) -> None:
        takers: tuple[tuple[str, Callable[[str], None]], ...] = (
            ("country", draft.country),
            ("birth_place", draft.birth_place),
            ("gender", draft.sex),
            ("address", draft.address),
            ("programme", draft.programme),
            ("consequence", draft.consequence),
            ("citation", draft.citation),
            ("note", draft.note),
        )
        for field, take in takers:
            for text in self.texts(field):
                take(text)
        for text in self.texts("birth_date"):
            draft.birth_date(text, self.mapping.day_first)
        countries = {code for text in self.texts("country") if (code := find_country(text))}
        for field, texts in self.found.items():
            if field.startswith("identifier."):
                kind = field.removeprefix("identifier.")
                for text in texts:
                    number = ListedIdentifier(kind, text, min(countries) if len(countries) == 1 else None)
                    draft.identifiers.setdefault((kind, text.casefold()), number)

    def day(self, field: str) -> datetime.date | None:
        for text in self.texts(field):
            if (day := read_day(text, self.mapping.day_first)) is None:
                raise InputError(
                    f"{field} is {text[:40]!r}",
                    path=self.path,
                    line=self.line,
                    hint="accepted: a full date, as 2024-05-31",
                )
            return day
        return None

    def coded(self, field: str, accepted: Sequence[str], usual: str) -> str:
        """A kind or effect: in our words, or in the table's own if the mapping says what they mean."""
        text = next(iter(self.texts(field)), usual)
        code = self.mapping.values.get(field, {}).get(text.casefold(), text)
        if code not in accepted:
            raise InputError(
                f"{field} is {text[:40]!r}",
                path=self.path,
                line=self.line,
                hint=f"accepted: {', '.join(accepted)}, or a word that the mapping has under values",
            )
        return code
