"""Addresses about people."""

from django.urls import path

from duecare.office.people import own, undo, views

urlpatterns = [
    path("", views.people, name="people"),
    path("own/", own.own, name="own"),
    path("own/undo/", undo.undo, name="undo"),
    path("own/stand-ins/", own.stand_ins, name="stand-ins"),
    path("own/stand-ins/<int:pk>/end/", own.end_stand_in, name="end-own-stand-in"),
    path("stand-ins/<int:pk>/end/", views.end_stand_in, name="end-stand-in"),
    path("<int:pk>/", views.person, name="person"),
    path("<int:pk>/region/", views.place, name="place-person"),
    path("<int:pk>/withdraw/", views.withdraw, name="withdraw-role"),
    path("<int:pk>/e-mail/", views.change_email, name="change-email"),
    path("<int:pk>/password/", views.reset_password, name="reset-password"),
    path("<int:pk>/factors/", views.reset_factors, name="reset-factors"),
    path("<int:pk>/sessions/", views.end_sessions, name="end-sessions"),
    path("<int:pk>/active/", views.active, name="person-active"),
]
