"""Whether every paper is still what was filed."""

from __future__ import annotations

from collections.abc import Iterator

from duecare.office.audit.models import Entry
from duecare.office.evidence.models import Evidence
from duecare.office.evidence.store import DamagedError, opened
from duecare.office.retention.models import Tombstone


def check_store() -> Iterator[str]:
    """What is wrong with the papers on file, a sentence each; nothing where all are what was filed.

    The bytes are compared with the hash on the paper's row, and that with the one in the log. A paper that was erased
    has neither, where its case has a tombstone for papers and the log says that it was erased.
    """
    erased = set(Entry.objects.filter(act="retention.erase").values_list("about", flat=True))
    stones = set(Tombstone.objects.filter(kind="evidence").values_list("case", flat=True))
    gone: set[int] = set()
    rows = Evidence.objects.order_by("pk").select_related("case")
    hashes: dict[int, str] = {}
    for paper in rows.iterator(chunk_size=2_000):
        hashes[paper.pk] = paper.sha256
        if paper.erased and f"case:{paper.case_id}" in erased and paper.case_id in stones:
            gone.add(paper.pk)
            continue
        try:
            opened(paper.sha256).close()
        except DamagedError as problem:
            yield f"Paper {paper.pk} of {paper.case.number}: {problem}."
    for entry in Entry.objects.filter(act="evidence.add").order_by("pk").iterator(chunk_size=2_000):
        number = int(entry.about.partition(":")[2])
        if number not in hashes:
            yield f"Paper {number} is missing: the log says that it was filed (entry {entry.pk})."
        elif number not in gone and hashes[number] != entry.detail.get("sha256"):
            yield f"Paper {number} has another hash than it was filed with (entry {entry.pk} of the log)."
