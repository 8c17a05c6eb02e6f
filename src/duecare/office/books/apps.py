"""The application, as Django names it."""

from django.apps import AppConfig


class BooksConfig(AppConfig):
    name = "duecare.office.books"
    label = "books"
