"""Words of a vocabulary near a given word: every one that `token_similarity` would align with it, and no scan.

A word and its neighbour within d edits share a form that is left when up to d letters are deleted from each (symmetric
deletion, W. Garbe). Those forms are hashed into one sorted array. Only the first letters count (`PREFIX`), which loses
nothing: each edit costs at most one deletion on either side of the prefix.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from duecare.names.compare import edits_allowed

PREFIX: Final = 9

Hashes = NDArray[np.uint32]
Ids = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Table:
    """Numbers filed under hashes: those of `hashes[i]` are `ids[starts[i]:starts[i + 1]]`."""

    hashes: Hashes
    starts: Ids
    ids: Ids

    def of(self, wanted: Hashes) -> Ids:
        """The numbers under any of these hashes; one that stands under several comes several times."""
        if not len(self.hashes):
            return np.empty(0, np.int32)
        at = np.minimum(self.hashes.searchsorted(wanted), len(self.hashes) - 1)
        at = at[self.hashes[at] == wanted]
        starts = self.starts
        pieces = [
            self.ids[first:last] for first, last in zip(starts[at].tolist(), starts[at + 1].tolist(), strict=True)
        ]
        return np.concatenate(pieces) if pieces else np.empty(0, np.int32)


def deletions(word: str, most: int) -> set[str]:
    """The forms left of the first letters of a word when up to `most` of them are deleted, the word itself among them.

    >>> sorted(deletions("abc", 1))
    ['ab', 'abc', 'ac', 'bc']
    """
    forms = {word[:PREFIX]}
    last = forms
    for _ in range(most):
        last = {form[:at] + form[at + 1 :] for form in last for at in range(len(form))}
        forms = forms | last
    return forms


def hashed(form: str) -> int:
    """A stable 32-bit hash; two forms with one hash only cost a comparison."""
    return zlib.crc32(form.encode())


def reachable(length: int) -> int:
    """The most edits by which a word of this length can differ from any other: those of the longest it could be."""
    most = edits_allowed(length)
    while edits_allowed(length + most + 1) > most:
        most += 1
    return most


def table(words: Iterable[str], most: int | None = None) -> Table:
    """The deletion forms of each word, as hashes, with the numbers of the words that each belongs to.

    Args:
        words: The vocabulary.
        most: Deletions from each word; by default as many as edits could matter.
    """
    hashes: list[int] = []
    owners: list[int] = []
    for number, word in enumerate(words):
        forms = deletions(word, reachable(len(word)) if most is None else most)
        hashes.extend([zlib.crc32(form.encode()) for form in forms])
        owners.extend([number] * len(forms))
    return grouped(hashes, owners)


def grouped(hashes: list[int], owners: list[int]) -> Table:
    """Owners by hash: the hashes in order, where the owners of each begin, and the owners."""
    keys, ids = np.array(hashes, np.uint32), np.array(owners, np.int32)
    order = np.argsort(keys, kind="stable")
    distinct, starts = np.unique(keys[order], return_index=True)
    return Table(distinct, np.append(starts, len(keys)).astype(np.int32), ids[order])


def near(word: str, table: Table, most: int | None = None) -> Ids:
    """The numbers of the words that share a deletion form with this one, to be compared by the caller; some come twice.

    Args:
        word: The word sought.
        table: Their deletion forms.
        most: Deletions on the side of the word sought; by default as many as edits could matter.
    """
    forms = deletions(word, reachable(len(word)) if most is None else most)
    wanted = np.array([zlib.crc32(form.encode()) for form in forms], np.uint32)
    return table.of(wanted)
