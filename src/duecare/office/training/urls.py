"""Addresses of training."""

from django.urls import path

from duecare.office.training import views

urlpatterns = [
    path("", views.own, name="training"),
    path("kept/", views.kept, name="training-kept"),
    path("assign/", views.assign, name="assign-training"),
    path("kept/<int:pk>/end/", views.end_assignment, name="end-assignment"),
    path("table/", views.table, name="training-table"),
    path("import/", views.bring_in, name="training-import"),
    path("modules/<slug:module>/", views.module_page, name="training-module"),
    path("modules/<slug:module>/questions/", views.quiz, name="training-quiz"),
    path("modules/<slug:module>/attempts/<int:attempt>/", views.attempt, name="training-attempt"),
]
