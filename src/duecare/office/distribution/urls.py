"""Addresses of texts."""

from django.urls import path

from duecare.office.distribution import views

urlpatterns = [
    path("", views.own, name="texts"),
    path("<int:pk>/", views.edition, name="text"),
    path("<int:pk>/file/", views.edition_file, name="text-file"),
    path("kept/", views.kept, name="texts-kept"),
    path("kept/make/", views.make, name="make-text"),
    path("kept/<int:pk>/", views.one, name="text-kept"),
    path("kept/<int:pk>/edition/", views.renew, name="renew-text"),
    path("kept/<int:pk>/send/", views.send, name="send-text"),
    path("sendings/<int:pk>/end/", views.end_sending, name="end-sending"),
]
