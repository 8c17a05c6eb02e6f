"""Whatever an entry holds, the lint and the compiler answer with problems or one line, never with a traceback."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import raw_trees

from duecare.errors import DuecareError
from duecare.facts import vocabulary
from duecare.guidance import lint as checks
from duecare.guidance.load import compile_documents

HEAD = "{id: ACME, title: T, issuer: I, force: voluntary, applies_to: {}, in_force: {from: 2026-01-01}}"
SOUND: dict[str, Any] = {
    "id": "odd",
    "type": "red_flag",
    "title": "A title",
    "text": "A text.",
    "concern": "listed-owner",
    "subject": "party",
    "raised_when": "party.opaque",
    "group": "actor",
    "weight": "serious",
    "depth": "basic",
    "cite": {"section": "1", "confidence": "own"},
    "served": {"how": "automatic", "by": "this"},
    "in_force": [{"from": "2026-01-01", "to": "2026-12-31"}],
    "rights": ["ICCPR/17"],
    "safeguards": ["contract/audit"],
    "reads": "US-STATE-2020/C1",
    "parent": "intro",
    "scale": 1,
    "scope": 2,
    "irremediable": 3,
    "lifted_by": ["a record"],
    "counsel": "to decide",
    "proof": "a log",
    "tests": [{"given": {"party.opaque": True}, "then": "raised"}, {"given": {"party.opaque": False}, "then": "clear"}],
}


@settings(max_examples=100, deadline=None)
@given(
    st.sampled_from(sorted(SOUND)),
    st.sampled_from(["red_flag", "legal_stop", "severity", "safeguard", "note"]),
    raw_trees(),
)
def test_no_entry_brings_the_lint_or_the_compiler_down(key: str, kind: str, value: Any) -> None:
    entry = SOUND | {"type": kind, key: value}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "instrument.yaml").write_text(HEAD, "utf-8")
        text = json.dumps([entry], default=str).encode("utf-8", "surrogatepass")
        (folder / "flags.yaml").write_bytes(text)
        said = _refusal(lambda: checks.lint(folder, vocabulary(), ["listed-owner"]))
        assert "\n" not in said
        said = _refusal(lambda: compile_documents([folder]))
        assert "\n" not in said


def _refusal(attempt: Callable[[], object]) -> str:
    try:
        attempt()
    except DuecareError as refused:
        return str(refused)
    return ""
