"""Addresses of books."""

from django.urls import path

from duecare.office.books import views

urlpatterns = [
    path("books/", views.books, name="books"),
    path("books/<int:pk>/", views.book_page, name="book"),
    path("books/<int:pk>/review/", views.review_again, name="review-book"),
    path("books/<int:pk>/erase/", views.erase, name="erase-book"),
    path("books/<int:pk>/dashboard/", views.dashboard, name="book-dashboard"),
    path("books/<int:pk>/rejects/", views.rejects, name="book-rejects"),
    path("books/<int:pk>/rows/", views.rows, name="book-rows"),
    path("books/<int:pk>/projects/", views.projects, name="book-projects"),
    path("books/<int:pk>/projects/<int:project>/", views.project, name="book-project"),
    path("filters/", views.save_filter, name="save-filter"),
    path("filters/<int:pk>/delete/", views.delete_filter, name="delete-filter"),
]
