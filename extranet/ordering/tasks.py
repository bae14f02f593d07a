"""Mails about a placed order. The outbox makes them once the order has committed."""

from uuid import UUID

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from extranet.ordering.models import Order
from extranet.ordering.selectors import acceptance_of
from extranet.outbox.mail import absolute, send
from extranet.outbox.registry import delivers
from extranet.partners.models import Partner
from extranet.tenancy.context import current_schema

FRONT = "extranet.urls.front"


@delivers("ordering.mail_order_placed")
def mail_order_placed(order_id: str) -> None:
    """Confirm to the person who placed the order, in their language."""
    order = _placed(order_id)
    _mail(order, to=order.placed_by_email, language=order.language, template="order_placed")


@delivers("ordering.mail_client_of_order")
def mail_client_of_order(order_id: str) -> None:
    """Tell the client's contact what its partner ordered for it, by whom and under which terms.

    Terms: general.1
    """
    order = _placed(order_id)
    client = order.client
    if client.has_contact:
        _mail(order, to=client.contact_email, language=client.language, template="client_of_order")


def _placed(order_id: str) -> Order:
    return Order.objects.select_related("client").get(pk=UUID(order_id), status=Order.Status.PLACED)


def _mail(order: Order, *, to: str, language: str, template: str) -> None:
    partner = Partner.objects.get(schema_name=current_schema())
    with override(language):
        subjects = {
            "order_placed": _("Commande %(number)s passée"),
            "client_of_order": _("Commande %(number)s passée pour vous"),
        }
        send(
            to=to,
            subject=subjects[template] % {"number": order.number},
            body=render_to_string(f"ordering/mail/{template}.txt", _facts(order, partner)).strip(),
            language=language,
            partner=partner,
        )


def _facts(order: Order, partner: Partner) -> dict[str, object]:
    """Return what a mail about an order tells; its products under their names in the language under way."""
    acceptance = acceptance_of(order)
    lines = order.lines.select_related("product")
    return {
        "order": order,
        "partner": partner,
        "acceptance": acceptance,
        "documents": acceptance.documents.order_by("id") if acceptance else [],
        "lines": [(line.quantity, line.product.name, line.amount) for line in lines],
        "order_url": _page("ordering:show-order", partner, order_id=order.pk),
        "home_url": _page("home", partner),
    }


def _page(name: str, partner: Partner, **kwargs: UUID) -> str:
    """Return the address of a page on the partner's host: a worker stands on none."""
    return absolute(reverse(name, urlconf=FRONT, kwargs=kwargs), partner=partner)
