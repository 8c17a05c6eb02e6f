"""The application, as Django names it."""

from django.apps import AppConfig
from django.db.models.signals import post_save


class DecisionsConfig(AppConfig):
    name = "duecare.office.decisions"
    label = "decisions"

    def ready(self) -> None:
        """A decision is bound to what was judged, and a condition to its proof: what changes of both is looked at."""
        from duecare.office.cases.models import Case
        from duecare.office.decisions.lapsing import paper_saved
        from duecare.office.decisions.standing import case_saved
        from duecare.office.evidence.models import Evidence

        post_save.connect(case_saved, sender=Case, dispatch_uid="decisions-standing")
        post_save.connect(paper_saved, sender=Evidence, dispatch_uid="decisions-proofs")
