"""A linear model over terms and lexicon signs: which label and which categories a text deserves, and how surely."""

from duecare.items.classifier.model import LABELS, Model, Reading, model
from duecare.items.classifier.signs import signs_of
from duecare.items.classifier.terms import terms_of

__all__ = ["LABELS", "Model", "Reading", "model", "signs_of", "terms_of"]
