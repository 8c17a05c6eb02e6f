"""Addresses about people."""

from django.urls import path

from duecare.office.people import views

urlpatterns = [
    path("", views.people, name="people"),
    path("own/", views.own, name="own"),
    path("<int:pk>/", views.person, name="person"),
    path("<int:pk>/withdraw/", views.withdraw, name="withdraw-role"),
]
