"""The application, as Django names it."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "duecare.office.people"
    label = "people"
