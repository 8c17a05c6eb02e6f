"""Addresses of clauses."""

from django.urls import path

from duecare.office.clauses import views

BASE = "cases/<str:number>/clauses/"
urlpatterns = [
    path(BASE, views.overview, name="clauses"),
    path(f"{BASE}begin/", views.begin, name="begin-annex"),
    path(f"{BASE}<int:version>/", views.annex, name="annex"),
    path(f"{BASE}<int:version>/take/", views.take, name="take-annex"),
    path(f"{BASE}<int:version>/fill/", views.fill, name="fill-annex"),
    path(f"{BASE}<int:version>/put-in/", views.put_in, name="put-in-clause"),
    path(f"{BASE}<int:version>/sign/", views.sign, name="sign-annex"),
    path(f"{BASE}<int:version>/conditions/", views.bind, name="bind-annex"),
    path(f"{BASE}<int:version>/words/<int:place>/", views.wording, name="clause-words"),
]
