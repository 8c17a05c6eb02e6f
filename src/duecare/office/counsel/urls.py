"""Addresses of counsel."""

from django.urls import path

from duecare.office.counsel import views

MATTER = "cases/<str:number>/matters/<int:pk>/"
urlpatterns = [
    path("matters/", views.matters, name="matters"),
    path("cases/<str:number>/matters/", views.case_matters, name="case-matters"),
    path("cases/<str:number>/matters/open/", views.open_new, name="open-matter"),
    path(MATTER, views.matter_page, name="matter"),
    path(f"{MATTER}note/", views.note, name="matter-note"),
    path(f"{MATTER}claim/", views.claim, name="matter-claim"),
    path(f"{MATTER}claims/<int:claim>/withdraw/", views.withdraw, name="withdraw-claim"),
    path(f"{MATTER}members/", views.members, name="matter-members"),
    path(f"{MATTER}close/", views.close, name="close-matter"),
    path(f"{MATTER}production/", views.production, name="production"),
]
