"""Addresses of resolving."""

from django.urls import path

from duecare.office.resolving import views

urlpatterns = [
    path("cases/<str:number>/resolving/", views.resolving, name="resolving"),
    path("cases/<str:number>/resolving/propose/", views.propose, name="propose-resolution"),
    path("cases/<str:number>/resolving/<int:which>/", views.resolution, name="resolution"),
    path("cases/<str:number>/matches/", views.matches, name="matches"),
    path("cases/<str:number>/matches/decide/", views.decide, name="decide-match"),
    path("cases/<str:number>/stops/lift/", views.lift, name="lift-stop"),
    path("cases/<str:number>/stops/lift/<int:which>/withdraw/", views.withdraw_lift, name="withdraw-lift"),
]
