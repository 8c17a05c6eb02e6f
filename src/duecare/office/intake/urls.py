"""Addresses of intake."""

from django.urls import path

from duecare.office.intake import arrivals, dense, views

_CASE = "cases/<str:number>/intake/"
urlpatterns = [
    path("intake/template.xlsx", arrivals.template, name="intake-template"),
    path("intake/e-mail/", arrivals.mail, name="intake-mail"),
    path(_CASE, views.tasks, name="intake"),
    path(_CASE + "next/", views.following, name="intake-next"),
    path(_CASE + "frame/<str:step>/<str:about>/", views.frame_step, name="intake-frame"),
    path(_CASE + "question/<str:fact>/<str:about>/", views.question, name="intake-question"),
    path(_CASE + "question/<str:fact>/<str:about>/history/", views.answer_history, name="answer-history"),
    path(_CASE + "all/", dense.dense, name="intake-all"),
    path(_CASE + "check/", views.check, name="intake-check"),
    path(_CASE + "copy/", arrivals.copy_from, name="intake-copy"),
    path(_CASE + "confirm/", arrivals.confirm, name="intake-confirm"),
    path(_CASE + "sheet/", arrivals.sheet, name="intake-sheet"),
    path(_CASE + "datasheet/<str:item>/", arrivals.datasheet, name="intake-datasheet"),
    path(_CASE + "lowered/<int:pk>/", arrivals.acknowledge, name="intake-acknowledge"),
]
