"""Addresses of evidence."""

from django.urls import path

from duecare.office.evidence import views

urlpatterns = [
    path("cases/<str:number>/evidence/", views.papers, name="evidence"),
    path("cases/<str:number>/evidence/add/", views.add, name="add-evidence"),
    path("cases/<str:number>/evidence/<int:paper>/", views.paper_page, name="paper"),
    path("cases/<str:number>/evidence/<int:paper>/file/", views.paper_file, name="paper-file"),
    path("cases/<str:number>/evidence/<int:paper>/readers/", views.readers, name="mark-paper"),
    path("cases/<str:number>/evidence/<int:paper>/withdraw/", views.withdraw, name="withdraw-paper"),
]
