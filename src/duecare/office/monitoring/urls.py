"""Addresses of monitoring."""

from django.urls import path

from duecare.office.monitoring import views

urlpatterns = [
    path("alerts/", views.inbox, name="alerts"),
    path("alerts/watch/", views.watch_now, name="watch-now"),
    path("alerts/<int:pk>/", views.alert_page, name="alert"),
    path("alerts/<int:pk>/assign/", views.assign, name="assign-alert"),
    path("alerts/<int:pk>/snooze/", views.snooze, name="snooze-alert"),
    path("alerts/<int:pk>/done/", views.done, name="finish-alert"),
    path("alerts/<int:pk>/undo/", views.undo, name="undo-alert"),
    path("cases/<str:number>/after-sale/", views.post_sale, name="post-sale"),
    path("cases/<str:number>/after-sale/<int:freeze>/lift/", views.lift, name="lift-freeze"),
]
