"""Routes that every host answers."""

from django.urls import include, path

from extranet.accounts import views as accounts
from extranet.accounts.permissions import anonymous
from extranet.look import views as look
from extranet.partners import views as partners

urlpatterns = [
    path("account/", include("extranet.accounts.urls")),
    path("invitations/", include("extranet.accounts.invitation_urls")),
    path("language/", accounts.set_language, name="set-language"),
    path("theme/", anonymous(look.set_theme), name="set-theme"),
    path("brand.css", partners.brand_css, name="brand-css"),
    path("brand/logo/", partners.brand_logo, name="brand-logo"),
]

handler400 = "extranet.look.views.bad_request"
handler403 = "extranet.look.views.permission_denied"
handler404 = "extranet.look.views.page_not_found"
handler500 = "extranet.look.views.server_error"
