"""Addresses of papers that leave the office, and of the look of the house."""

from django.urls import path

from duecare.office.printing import views

urlpatterns = [
    path("look.css", views.look_css, name="look-css"),
    path("look/logo", views.look_logo, name="look-logo"),
    path("board-pack/", views.board_pack, name="board-pack"),
    path("cases/<str:number>/print/", views.case_paper, name="case-paper"),
]
