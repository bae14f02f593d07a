"""The request as our views see it: with its place and its person."""

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest

from extranet.partners.models import Partner

if TYPE_CHECKING:
    from django_htmx.middleware import HtmxDetails


class HouseRequest(HttpRequest):
    """A request after the place and person middleware.

    `home`: schema its session belongs to; `mount`: "" or "/at/<schema>"; `partner`: None only on the
    operator's own pages; `person`: set by the accounts middleware (typed there); `token`: the key of a machine, set
    for views that are declared `by_token` and for no other.
    """

    home: str
    mount: str
    partner: Partner | None
    person: Any
    token: Any
    htmx: "HtmxDetails"
