"""Every address of the office."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("", include("duecare.office.people.account_urls")),
    path("people/", include("duecare.office.people.urls")),
    path("log/", include("duecare.office.audit.urls")),
    path("", include("duecare.office.cases.urls")),
    path("", include("duecare.office.about.urls")),
    path("", include("duecare.office.intake.urls")),
    path("", include("duecare.office.evidence.urls")),
    path("", include("duecare.office.resolving.urls")),
    path("", include("duecare.office.decisions.urls")),
    path("", include("duecare.office.monitoring.urls")),
    path("", include("duecare.office.counsel.urls")),
    path("", include("duecare.office.retention.urls")),
    path("", include("duecare.office.books.urls")),
    path("", include("duecare.office.digests.urls")),
    path("", include("duecare.office.printing.urls")),
    path("", include("duecare.office.clauses.urls")),
    path("engagement/", include("duecare.office.engagement.urls")),
    path("cases/", include("duecare.office.engagement.case_urls")),
    path("training/", include("duecare.office.training.urls")),
    path("texts/", include("duecare.office.distribution.urls")),
    path("", include("duecare.office.complaints.urls")),
    path("", include("duecare.office.programme.urls")),
    path("", include("duecare.office.api.urls")),
]
