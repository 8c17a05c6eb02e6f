"""Addresses of sign-in and of a person's own account: those of django-allauth that this house uses, and no other.

There is none to open an account, and none that sends a password by e-mail.
"""

from allauth.account import views as account
from allauth.socialaccount import views as social
from allauth.socialaccount.providers.openid_connect.views import callback
from django.urls import include, path

from duecare.office.people.identity import to_provider

urlpatterns = [
    path("sign-in/", account.login, name="sign-in"),
    path("sign-in/", account.login, name="account_login"),
    path("sign-out/", account.logout, name="sign-out"),
    path("sign-out/", account.logout, name="account_logout"),
    path("account/inactive/", account.account_inactive, name="account_inactive"),
    path("account/confirm/", account.reauthenticate, name="account_reauthenticate"),
    path("account/password/", account.password_change, name="account_change_password"),
    path("account/password/set/", account.password_set, name="account_set_password"),
    path("account/factors/", include("allauth.mfa.urls")),
    path("account/sessions/", include("allauth.usersessions.urls")),
    path("account/identity/", social.connections, name="socialaccount_connections"),
    path("account/identity/cancelled/", social.login_cancelled, name="socialaccount_login_cancelled"),
    path("account/identity/error/", social.login_error, name="socialaccount_login_error"),
    path("account/oidc/<slug:provider_id>/login/", to_provider, name="openid_connect_login"),
    path("account/oidc/<slug:provider_id>/login/callback/", callback, name="openid_connect_callback"),
]
