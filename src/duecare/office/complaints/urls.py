"""Addresses of complaints: of complainants below `speak/`, of handlers below `complaints/`."""

from django.urls import path

from duecare.office.complaints import entry_views, handler_views, speak_views

ONE = "complaints/<int:pk>/"
urlpatterns = [
    path("speak/", speak_views.start, name="speak"),
    path("speak/<str:language>/", speak_views.home, name="speak-home"),
    path("speak/<str:language>/process/", speak_views.process, name="speak-process"),
    path("speak/<str:language>/back/", speak_views.back, name="speak-back"),
    path("speak/<str:language>/talk/", speak_views.talk, name="speak-talk"),
    path("speak/<str:language>/files/<int:file>/", speak_views.file, name="speak-file"),
    path("speak/<str:language>/make/<str:who>/", speak_views.make, name="speak-make"),
    path("complaints/", handler_views.complaints, name="complaints"),
    path("complaints/enter/", entry_views.enter, name="enter-complaint"),
    path("complaints/import/", entry_views.bring_in, name="import-complaint"),
    path("complaints/figures/", entry_views.figures_page, name="complaint-figures"),
    path("complaints/outside/", entry_views.outside, name="complaint-outside"),
    path(ONE, handler_views.complaint_page, name="complaint"),
    path(f"{ONE}do/<str:what>/", handler_views.do, name="do-complaint"),
    path(f"{ONE}deletion/", handler_views.deletion, name="complaint-deletion"),
    path(f"{ONE}files/<int:file>/", handler_views.file, name="complaint-file"),
]
