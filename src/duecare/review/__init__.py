"""Review: gather, judge, weigh, advise; and replay."""

from duecare.review.engine import decide, review, review_bytes
from duecare.review.policy import LEVELS, Policy, load_policy
from duecare.review.replay import Replay, replay
from duecare.review.result import Finding, Outcome, Question, Review, SafeguardAdvice, Stop

__all__ = [
    "LEVELS",
    "Finding",
    "Outcome",
    "Policy",
    "Question",
    "Replay",
    "Review",
    "SafeguardAdvice",
    "Stop",
    "decide",
    "load_policy",
    "replay",
    "review",
    "review_bytes",
]
