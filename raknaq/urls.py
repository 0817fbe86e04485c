"""The site map. A view asks for login unless it says that it does not."""

from allauth.account import views as account
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.i18n import set_language

from raknaq import health

urlpatterns = [
    path("", include("maps.urls")),
    path("", include("inventory.urls")),
    path("", include("plans.urls")),
    path("", include("raknaq.deliveries.urls")),
    path("konto/logga-in/", account.login, name="account_login"),
    path("konto/logga-ut/", account.logout, name="account_logout"),
    path("konto/losenord/", account.password_change, name="account_change_password"),
    path("konto/bekrafta/", account.reauthenticate, name="account_reauthenticate"),
    path("konto/inaktivt/", account.account_inactive, name="account_inactive"),
    path("konto/nytt/", account.signup, name="account_signup"),
    path("sprak/", login_not_required(set_language), name="set_language"),
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
]
