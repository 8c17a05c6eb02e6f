"""A policy is read again when its file was edited."""

from __future__ import annotations

from pathlib import Path

from duecare.review import load_policy
from duecare.review.policy import SHIPPED


def test_a_policy_edited_between_two_calls_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "house-policy.yaml"
    text = SHIPPED.read_text("utf-8")
    path.write_text(text, "utf-8")
    first = load_policy(str(path))
    assert load_policy(str(path)) is first
    path.write_text(text.replace(f"id: {first.id}", "id: acme", 1), "utf-8")
    assert (first.id, load_policy(str(path)).id) == (load_policy().id, "acme")
