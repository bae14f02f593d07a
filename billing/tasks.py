"""Mails about issued invoices, made by the outbox: to whoever may read them, in their language.

Who is told is looked up when the mail is made: a person removed since hears nothing.

Terms: telavox.4, bt.11, general.1
"""

from datetime import date
from uuid import UUID

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from billing.ledger.finalising import TELL
from billing.ledger.models import Invoice
from billing.presenting import communication_of
from extranet.accounts.models import Membership, Role
from extranet.look import formats
from extranet.outbox.mail import absolute, send
from extranet.outbox.registry import delivers
from extranet.outbox.services import enqueue
from extranet.partners.models import Partner
from extranet.tenancy.context import current_schema

FRONT = "extranet.urls.front"
MAIL = "billing.mail_invoice_issued"
READERS = (Role.PARTNER_ADMIN, Role.FINANCE)


@delivers(TELL)
def tell_invoice_issued(invoice_id: str) -> None:
    """Have everybody told who pays an invoice: one delivery a person.

    Terms: general.1
    Reading: a partner's administrators and finance; of a direct client's invoice, that client's administrators.
    """
    for member in _readers(_issued(invoice_id)):
        enqueue(MAIL, invoice_id, str(member.user_id))


@delivers(MAIL)
def mail_invoice_issued(invoice_id: str, user_id: str) -> None:
    """Tell one person that an invoice is issued: what it comes to, how to pay, and where it is explained."""
    invoice = _issued(invoice_id)
    member = next((one for one in _readers(invoice) if one.user_id == UUID(user_id)), None)
    if member is None:
        return
    partner = Partner.objects.get(schema_name=current_schema())
    reader = member.user
    with override(reader.language):
        path = reverse("billing:show-invoice", urlconf=FRONT, kwargs={"invoice_id": invoice.pk})
        facts = {
            "invoice": invoice,
            "communication": communication_of(invoice),
            "name": reader.name,
            "partner": partner,
            "url": absolute(path, partner=partner),
        }
        send(
            to=reader.email,
            subject=_("Facture %(number)s, %(month)s") % {"number": invoice.number, "month": _month(invoice.period)},
            body=render_to_string("billing/mail/invoice_issued.txt", facts).strip(),
            language=reader.language,
            partner=partner,
        )


def _issued(invoice_id: str) -> Invoice:
    return Invoice.objects.get(pk=UUID(invoice_id), status=Invoice.Status.ISSUED, partner=current_schema())


def _readers(invoice: Invoice) -> list[Membership]:
    members = Membership.objects.filter(partner_id=invoice.partner, user__is_active=True)
    if invoice.client_id is None:
        members = members.filter(role__in=READERS)
    else:
        members = members.filter(role=Role.CLIENT_ADMIN, client_id=invoice.client_id)
    return list(members.select_related("user").order_by("user_id"))


def _month(period: date) -> str:
    return formats.day(period, "month")
