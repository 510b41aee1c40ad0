"""Everything of a person's own login. Of allauth's pages only those exist that we use; they keep their names."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.urls import URLPattern, URLResolver, include, path, re_path

from heartwood.faces.entrance import demo, second_factor, unsent, views
from heartwood.faces.entrance.answers import said_plainly
from heartwood.ground.access.doors import for_anyone, for_oneself

own_pages = [
    path("settings/", views.own_settings, name="settings"),
    path("second-factor/", second_factor.why, name="second-factor"),
    path("mails/", views.mails, name="mails"),
    path("notices/<uuid:notice_pk>/", views.notice, name="notice"),
    path("leave-quickly/", views.leave_quickly, name="leave-quickly"),
    path("session/", views.session, name="session"),
    path("again/", views.again, name="again"),
    path("unsent/", unsent.waiting, name="unsent"),
    path("devices/<uuid:device_pk>/", views.device, name="device"),
    path("devices/sign-out/", views.sign_out_devices, name="sign-out-devices"),
]

signing_in = [
    path("login/", for_anyone(said_plainly(views.SignIn.as_view())), name="account_login"),
    path("login/passkey/", for_anyone(said_plainly(webauthn.login_webauthn)), name="mfa_login_webauthn"),
    path("login/second-step/", for_anyone(said_plainly(mfa.authenticate)), name="mfa_authenticate"),
    path("logout/", for_anyone(account.logout), name="account_logout"),
    path("inactive/", for_anyone(account.account_inactive), name="account_inactive"),
]

passwords = [
    path("", for_oneself(said_plainly(account.password_change)), name="account_change_password"),
    path("first/", for_oneself(said_plainly(account.password_set)), name="account_set_password"),
    path("forgotten/", for_anyone(said_plainly(account.password_reset)), name="account_reset_password"),
    path("forgotten/sent/", for_anyone(account.password_reset_done), name="account_reset_password_done"),
    re_path(
        r"^forgotten/(?P<uidb36>[0-9a-f]{32})-(?P<key>[^/]+)/$",
        for_anyone(said_plainly(account.password_reset_from_key)),
        name="account_reset_password_from_key",
    ),
    path(
        "forgotten/done/",
        for_anyone(account.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
]

confirming = [
    path("", for_oneself(said_plainly(account.reauthenticate)), name="account_reauthenticate"),
    path("code/", for_oneself(said_plainly(mfa.reauthenticate)), name="mfa_reauthenticate"),
    path("passkey/", for_oneself(said_plainly(webauthn.reauthenticate_webauthn)), name="mfa_reauthenticate_webauthn"),
]

second_factors = [
    path("app/", for_oneself(said_plainly(second_factor.SetUpApp.as_view())), name="mfa_activate_totp"),
    path("app/remove/", for_oneself(said_plainly(totp.deactivate_totp)), name="mfa_deactivate_totp"),
    path("passkeys/add/", for_oneself(said_plainly(second_factor.AddPasskey.as_view())), name="mfa_add_webauthn"),
    path(
        "passkeys/<int:passkey_pk>/rename/",
        for_oneself(said_plainly(webauthn.EditWebAuthnView.as_view(pk_url_kwarg="passkey_pk"))),
        name="mfa_edit_webauthn",
    ),
    path(
        "passkeys/<int:passkey_pk>/remove/",
        for_oneself(said_plainly(second_factor.RemovePasskey.as_view(pk_url_kwarg="passkey_pk"))),
        name="mfa_remove_webauthn",
    ),
    path("recovery-codes/", for_oneself(second_factor.RecoveryCodes.as_view()), name="mfa_view_recovery_codes"),
    path(
        "recovery-codes/new/",
        for_oneself(said_plainly(recovery_codes.generate_recovery_codes)),
        name="mfa_generate_recovery_codes",
    ),
]

# allauth goes here when something is done. These are names of our own page.
done = [
    path("settings/", views.own_settings, name="mfa_index"),
    path("settings/", views.own_settings, name="mfa_list_webauthn"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.home, name="home"),
    path("healthz", views.healthz, name="healthz"),
    path(".well-known/security.txt", views.security_txt, name="security-txt"),
    path("accounts/", include((own_pages, "accounts"))),
    path("accounts/", include(signing_in)),
    path("accounts/password/", include(passwords)),
    path("accounts/confirm/", include(confirming)),
    path("accounts/second-factor/", include(second_factors)),
    path("accounts/", include(done)),
    path("accounts/devices/", views.signed_in_devices, name="usersessions_list"),
    path("demo/sign-in/", demo.sign_in_as, name="demo-sign-in"),
    path("demo/mail/", demo.mails, name="demo-mail"),
    path("demo/letters/", demo.letters, name="demo-letters"),
    path("", include("heartwood.areas.team.entrance_urls")),
    path("", include("heartwood.areas.clients.entrance_urls")),
]
