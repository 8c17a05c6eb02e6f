"""Why a flag is raised, open or clear for a transaction, from the result folder alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from portfolio.small_result import DAY, provenance, small_rows, write_small

from duecare.portfolio.document import row_transaction
from duecare.portfolio.explain import explain
from duecare.review import review


def test_every_flag_comes_out_as_in_a_review_of_the_row(tmp_path: Path) -> None:
    rows = small_rows(25)
    folder = write_small(tmp_path / "result", rows)
    for row in rows:
        alone = review(row_transaction(row, provenance(rows)), known_at=DAY)
        want = {(one.id, one.status, one.examined, one.needs, tuple((r.fact, r.subject, r.value) for r in one.reads)) for one in alone.findings}
        print(row)
        from duecare.portfolio.explain import judged_alone
        got=set()
        for flag in sorted({one.flag for one in alone.findings}):
            ex=explain(folder,row["id"],flag)
            assert not ex.notes
            got|={(one.id, one.status, one.examined, one.needs, tuple((r.fact, r.subject, r.value) for r in one.reads)) for one in ex.findings}
            for a in ex.findings:
                b=next(x for x in alone.findings if x.id==a.id)
                for r,q in zip(a.reads,b.reads):
                    if r.sources!=q.sources: print('SRC',r,q)
        assert got==want
