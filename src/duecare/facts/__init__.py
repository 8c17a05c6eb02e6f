"""Facts: the vocabulary, three-valued truth, and conditions over them."""

from duecare.facts.condition import (
    Condition,
    Evaluator,
    Row,
    atoms,
    columns,
    compile_condition,
    evaluate,
    fact_of,
    from_json,
    grain,
    to_json,
)
from duecare.facts.sql import emit, readable
from duecare.facts.truth import Truth, all_of, any_of, negation
from duecare.facts.vocabulary import FactType, Value, Vocabulary, VocabularyError, vocabulary

__all__ = [
    "Condition",
    "Evaluator",
    "FactType",
    "Row",
    "Truth",
    "Value",
    "Vocabulary",
    "VocabularyError",
    "all_of",
    "any_of",
    "atoms",
    "columns",
    "compile_condition",
    "emit",
    "evaluate",
    "fact_of",
    "from_json",
    "grain",
    "negation",
    "readable",
    "to_json",
    "vocabulary",
]
