"""Addresses about those of a case."""

from django.urls import path

from duecare.office.about import views

_CASE = "cases/<str:number>/"
urlpatterns = [
    path(_CASE + "parties/<str:party>/", views.party, name="party"),
    path(_CASE + "countries/<str:code>/", views.country, name="country"),
    path(_CASE + "agencies/<str:land>/<str:body>/", views.agency, name="agency"),
]
