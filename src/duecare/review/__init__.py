"""Review: gather, judge, weigh, advise; and replay.

`from duecare import review` names both this room and its entry point: whichever Python hands out, it can be called.
"""

import sys
from types import ModuleType
from typing import Any

from duecare.review.documents import ItemDocuments, own_words, read_item_documents
from duecare.review.engine import decide, review, review_bytes
from duecare.review.policy import LEVELS, Policy, load_policy
from duecare.review.replay import Replay, replay
from duecare.review.result import Finding, Outcome, Question, Review, SafeguardAdvice, Stop
from duecare.review.written import written_review

__all__ = [
    "LEVELS",
    "Finding",
    "ItemDocuments",
    "Outcome",
    "Policy",
    "Question",
    "Replay",
    "Review",
    "SafeguardAdvice",
    "Stop",
    "decide",
    "load_policy",
    "own_words",
    "read_item_documents",
    "replay",
    "review",
    "review_bytes",
    "written_review",
]


class _Room(ModuleType):
    def __call__(self, *given: Any, **named: Any) -> Review:
        return review(*given, **named)


sys.modules[__name__].__class__ = _Room
