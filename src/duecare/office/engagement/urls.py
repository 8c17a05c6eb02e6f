"""Addresses of the register and of consultations."""

from django.urls import path

from duecare.office.engagement import views

urlpatterns = [
    path("", views.engagement, name="engagement"),
    path("register/", views.register, name="register-stakeholder"),
    path("register/<int:pk>/", views.stakeholder, name="stakeholder"),
    path("register/<int:pk>/change/", views.change, name="change-stakeholder"),
    path("register/<int:pk>/forget/", views.forget, name="forget-stakeholder"),
    path("register/<int:pk>/know-no-more/", views.unlet, name="know-no-more"),
    path("consult/", views.consult, name="consult"),
    path("consultations/<int:pk>/", views.consultation, name="consultation"),
    path("consultations/<int:pk>/heard/", views.hear, name="hear"),
    path("consultations/<int:pk>/changed/", views.changed, name="changed-because"),
    path("consultations/<int:pk>/take-back/", views.take_back, name="take-consent-back"),
]
