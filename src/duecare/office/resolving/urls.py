"""Addresses of resolving."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
