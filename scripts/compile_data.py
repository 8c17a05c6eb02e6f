"""Compile the vocabulary, the policy, the instruments and what is known of items to what is shipped beside them.

Run after any change to that YAML: `python scripts/compile_data.py`. A test refuses a commit in which they differ.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "src"))


def as_text(document: Any) -> str:
    """Diffable: one instrument entry, fact or key a line."""
    return json.dumps(document, ensure_ascii=False, indent=0, sort_keys=False) + "\n"


def texts() -> dict[Path, str]:
    """What each compiled file should hold, in the order in which they depend on each other."""
    from duecare.items.compile import compiled
    from duecare.parties.government.compile import compiled as compiled_government

    readable = {path: as_text(document) for path, document in documents().items()}
    return {**readable, **compiled(), **compiled_government()}


def documents() -> dict[Path, Any]:
    """The compiled files of facts, policy and guidance."""
    from duecare.countries.agencies.compile import compile_register
    from duecare.countries.agencies.register import COMPILED as AGENCIES
    from duecare.countries.law.checklist import COMPILED as LAW
    from duecare.countries.law.compile import compile_law
    from duecare.countries.profile.policy import COMPILED as PROFILE
    from duecare.countries.profile.policy import compile_policy as compile_profile
    from duecare.facts.vocabulary import compile_vocabulary
    from duecare.guidance.clauses.load import COMPILED as CLAUSES
    from duecare.guidance.clauses.load import SHIPPED as LIBRARY
    from duecare.guidance.clauses.load import compile_library
    from duecare.guidance.load import COMPILED, SHIPPED, compile_documents
    from duecare.guidance.source import instrument_folders
    from duecare.parties.ownership.regime import COMPILED as REGIMES
    from duecare.parties.ownership.regime import compile_regimes
    from duecare.review.policy import COMPILED as POLICY
    from duecare.review.policy import compile_policy

    facts = ROOT / "src/duecare/facts/vocabulary.json"
    return {
        facts: compile_vocabulary(),
        POLICY: compile_policy(),
        COMPILED: compile_documents(instrument_folders(SHIPPED)),
        CLAUSES: compile_library(LIBRARY),
        REGIMES: compile_regimes(),
        PROFILE: compile_profile(),
        LAW: compile_law(),
        AGENCIES: compile_register(),
    }


def main() -> int:
    check = "--check" in sys.argv[1:]
    stale = []
    for path, text in texts().items():
        if path.is_file() and path.read_text("utf-8") == text:
            continue
        stale.append(path.relative_to(ROOT))
        if not check:
            path.write_text(text, "utf-8")
    for name in stale:
        print(f"{'stale' if check else 'written'}: {name}")
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
