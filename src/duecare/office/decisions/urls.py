"""Addresses of decisions."""

from django.urls import path

from duecare.office.decisions import condition_views, licence_views, views

CASE = "cases/<str:number>/"
urlpatterns = [
    path("decisions/", views.waiting, name="decisions"),
    path(f"{CASE}decisions/", views.decided, name="decided"),
    path(f"{CASE}decisions/propose/", views.propose, name="propose"),
    path(f"{CASE}decisions/<int:decision>/verdict/", views.verdict, name="verdict"),
    path(f"{CASE}decisions/<int:decision>/retract/", views.retract, name="retract"),
    path(f"{CASE}framework/", views.framework, name="framework"),
    path(f"{CASE}conditions/make/", condition_views.make, name="make-condition"),
    path(f"{CASE}conditions/<int:condition>/", condition_views.condition, name="condition"),
    path(f"{CASE}conditions/<int:condition>/prove/", condition_views.prove, name="prove-condition"),
    path(f"{CASE}conditions/<int:condition>/accept/", condition_views.accept, name="accept-condition"),
    path(f"{CASE}conditions/<int:condition>/check/", condition_views.check, name="check-condition"),
    path(f"{CASE}conditions/<int:condition>/drop/", condition_views.drop, name="drop-condition"),
    path(f"{CASE}licences/add/", licence_views.licence, name="add-licence"),
    path(f"{CASE}licences/<int:licence>/", licence_views.licence, name="licence"),
    path(f"{CASE}licences/<int:licence>/draw/", licence_views.draw, name="draw-licence"),
    path(f"{CASE}counsel-memo/", licence_views.memo, name="counsel-memo"),
]
