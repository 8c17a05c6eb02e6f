"""Addresses of engagement about one case."""

from django.urls import path

from duecare.office.engagement import case_views

urlpatterns = [
    path("<str:number>/consult/", case_views.consult, name="consult-case"),
    path("<str:number>/heard/<int:heard>/", case_views.state, name="state-heard"),
    path("<str:number>/leaving/", case_views.leaving, name="leaving"),
]
