"""Addresses of the interface, and of the pages about its tokens and messages."""

from django.urls import include, path

from duecare.office.api import interface, views

urlpatterns = [
    path("api/v1/", include((interface.urlpatterns, "ninja"), namespace="api")),
    path("tokens/", views.tokens, name="tokens"),
    path("tokens/<int:pk>/revoke/", views.revoke, name="revoke-token"),
    path("webhooks/", views.webhooks, name="webhooks"),
    path("webhooks/<int:pk>/", views.webhook, name="webhook"),
    path("webhooks/<int:pk>/end/", views.end, name="end-webhook"),
    path("webhooks/<int:pk>/again/", views.again, name="webhook-again"),
]
