"""Addresses of cases."""

from django.urls import path

from duecare.office.cases import views

urlpatterns = [
    path("", views.work, name="work"),
    path("cases/", views.cases, name="cases"),
    path("cases/open/", views.open_new, name="open-case"),
    path("cases/<str:number>/", views.case_page, name="case"),
    path("cases/<str:number>/deal/", views.deal_page, name="deal"),
    path("cases/<str:number>/comment/", views.comment, name="comment"),
    path("cases/<str:number>/people/", views.case_people, name="case-people"),
    path("cases/<str:number>/history/", views.history, name="history"),
    path("cases/<str:number>/compare/<int:before>/<int:after>/", views.compare, name="compare-reviews"),
    path("cases/<str:number>/review/<int:version>/", views.review_file, name="review-file"),
    path("cases/<str:number>/section/<str:key>/", views.section, name="section"),
]
