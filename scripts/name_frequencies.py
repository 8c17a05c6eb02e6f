"""Count in how many listed names each word occurs, and write the table that names are weighed with.

`python scripts/name_frequencies.py --lists DIR`: DIR as described in the contributors' guide (public-domain lists of
the US government and the UN). Only words of at least four names are kept: counts, no names.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
import xml.etree.ElementTree as ElementTree  # our own copy of a public list, read once by a developer
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "src"))
TABLE = ROOT / "src/duecare/names/frequencies.json"


def names(folder: Path) -> Iterator[str]:
    """Every name of the lists, once each."""
    for line in (folder / "ofac_names_2026/names.jsonl").open(encoding="utf-8"):
        yield from (name["full_name"] for name in json.loads(line)["names"])
    for path in sorted((folder / "nsfreg_bis_csl_2026").glob("*.json")):
        for entry in json.loads(path.read_text("utf-8")).get("entities", ()):
            yield from (entry["name"], *entry["aliases"])
    with (folder / "ofac_2023/sdn.csv").open(encoding="utf-8") as file:
        yield from (row["Name"] for row in csv.DictReader(file))
    for element in ElementTree.parse(folder / "watchman/UN_consolidated.xml").iter():
        if element.tag in ("INDIVIDUAL", "ENTITY"):
            parts = (element.findtext(f"{place}_NAME") or "" for place in ("FIRST", "SECOND", "THIRD", "FOURTH"))
            yield " ".join(part.strip() for part in parts)
        elif element.tag == "ALIAS_NAME" and element.text:
            yield element.text


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--lists", required=True, type=Path)
    folder = parser.parse_args().lists
    TABLE.write_text("{}\n", "utf-8")
    from duecare.names.tokens import tokens_of

    counts: Counter[str] = Counter()
    for name in {name.casefold() for name in names(folder)}:
        counts.update({token.fold for token in tokens_of(name).tokens if token.role == "word"})
    kept = {word: count for word, count in sorted(counts.items()) if count >= 4}
    TABLE.write_text(json.dumps(kept, indent=0, ensure_ascii=False) + "\n", "utf-8")
    print(f"{len(kept):,} words of {len(counts):,}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
