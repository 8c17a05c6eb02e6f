"""Tables as CSV of which no spreadsheet takes a cell for a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from duecare.office.counsel.production import cell


def csv_of(heads: Iterable[str], rows: Iterable[Iterable[object]]) -> bytes:
    """A table as CSV in UTF-8, with the mark by which spreadsheets know that and read names right.

    >>> csv_of(["Name"], [["=1+1"]]).decode("utf-8-sig")
    "Name\\r\\n'=1+1\\r\\n"
    """
    held = io.StringIO()
    writer = csv.writer(held)
    writer.writerow([cell(head) for head in heads])
    writer.writerows([cell(one) for one in row] for row in rows)
    return b"\xef\xbb\xbf" + held.getvalue().encode()
