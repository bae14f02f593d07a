"""What the shell needs on every page. Works for strangers, on any host, and while an error is being told."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from extranet.look.addresses import address
from extranet.look.navigation import links

THEMES = ("light", "dark")
# Written out: under a mount, every reversed address stays inside the partner's house.
COCKPIT = "/admin/"


@dataclass(frozen=True)
class Brand:
    """Whose house this is: the partner's on its host and under its mount, else the operator's."""

    name: str
    logo_url: str
    css_url: str
    home_url: str


def shell(request: HttpRequest) -> dict[str, Any]:
    """Return navigation, brand, theme, who is visiting and the CSP nonce under its usual name."""
    person = getattr(request, "person", None)
    partner = getattr(request, "partner", None)
    is_visit = person is not None and person.is_staff and bool(getattr(request, "mount", ""))
    return {
        "nav": SimpleLazyObject(lambda: links(request)),
        "brand": brand_of(partner),
        "theme": theme_of(request),
        "staff_visit": partner if is_visit else None,
        "cockpit_url": COCKPIT,
        "is_partner_user": person is not None and not person.is_client,
        "csp_nonce": getattr(request, "csp_nonce", ""),
    }


def brand_of(partner: Any) -> Brand:
    """Return the brand of a partner, of the operator when there is none."""
    return Brand(
        name=partner.display_name if partner else settings.OPERATOR_NAME,
        logo_url=address("brand-logo") if partner and partner.logo_type else "",
        css_url=address("brand-css"),
        home_url=address("home") or "/",
    )


def theme_of(request: HttpRequest) -> str:
    """Return light or dark as the person chose, else auto: what the system says."""
    chosen = request.COOKIES.get("theme", "")
    return chosen if chosen in THEMES else "auto"
