"""Addresses of the programme and of what is public."""

from django.urls import path

from duecare.office.programme import public_views, statement_views, views

urlpatterns = [
    path("programme/", views.programme, name="programme"),
    path("programme/file/<str:form>/", views.programme_file, name="programme-file"),
    path("programme/policy/", views.policy, name="policy"),
    path("programme/policy/<int:pk>/", views.policy_file, name="policy-file"),
    path("programme/reports/", statement_views.reports, name="reports"),
    path("programme/reports/<int:pk>/", statement_views.statement, name="statement"),
    path("programme/reports/<int:pk>/as/<str:form>/", statement_views.statement_file, name="statement-file"),
    path("programme/reports/<int:pk>/publish/", statement_views.publish, name="publish-statement"),
    path("programme/reports/<int:pk>/withdraw/", statement_views.withdraw, name="withdraw-statement"),
    path("cases/<str:number>/disclose/", statement_views.disclose, name="disclose"),
    path("report/", public_views.all_reports, name="public-reports"),
    path("report/<int:year>/", public_views.report, name="public-report"),
    path("report/<int:year>/<str:form>/", public_views.report_file, name="public-report-file"),
    path("report/<int:year>/sale/<int:version>/", public_views.sale, name="public-sale"),
    path("report/<int:year>/sale/<int:version>/<str:form>/", public_views.sale_file, name="public-sale-file"),
]
