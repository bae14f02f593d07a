"""Mails about a declared address. The outbox makes them once the declaration has committed."""

from uuid import UUID

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from emergency.registry.models import Registration, Review, Side
from emergency.registry.reviewing import DECIDED_MAIL
from emergency.registry.rules import clause_for
from emergency.registry.telling import MAIL
from emergency.registry.transmitting import tasks as transmitting
from extranet.accounts.models import User
from extranet.outbox.mail import absolute, send
from extranet.outbox.registry import delivers
from extranet.partners.models import Partner

__all__ = ["mail_address", "mail_review_decided", "transmitting"]

FRONT = "extranet.urls.front"


@delivers(MAIL)
def mail_address(registration_id: str, to: str, name: str, language: str, side: str) -> None:
    """Tell somebody of the other party which address was declared for which numbers, by whom, and from when.

    Terms: telavox.7, bt.14, sip.4
    """
    registration = Registration.objects.select_related("holding", "address").get(pk=UUID(registration_id))
    partner = Partner.objects.get(schema_name=registration.partner)
    template = "address_to_client" if side == Side.CLIENT else "address_to_partner"
    path = reverse("emergency:show-block", urlconf=FRONT, kwargs={"holding_id": registration.holding_id})
    with override(language):
        facts = {
            "name": name,
            "registration": registration,
            "client": registration.holding.client_name,
            "author": registration.author_name,
            "side": registration.get_author_side_display(),
            "clause": clause_for(registration.holding.family),
            "is_at_once": registration.valid.lower <= registration.declared_at,
            "partner": partner,
            "url": absolute(path, partner=partner),
        }
        send(
            to=to,
            subject=_("Adresse d’urgence déclarée, %(block)s") % {"block": registration},
            body=render_to_string(f"registry/mail/{template}.txt", facts).strip(),
            language=language,
            partner=partner,
        )


@delivers(DECIDED_MAIL)
def mail_review_decided(review_id: str) -> None:
    """Tell the author of a declaration that waited what was decided, and why.

    Terms: telavox.7, bt.14, sip.4
    """
    review = Review.objects.select_related("holding", "address").get(pk=UUID(review_id))
    partner = Partner.objects.get(schema_name=review.partner)
    author = User.objects.filter(pk=review.author_id, is_active=True).first()
    if author is None:
        return
    path = reverse("emergency:show-block", urlconf=FRONT, kwargs={"holding_id": review.holding_id})
    is_accepted = review.state == Review.State.ACCEPTED
    with override(author.language):
        facts = {"name": author.name, "review": review, "is_accepted": is_accepted, "partner": partner}
        subject = _("Adresse acceptée, %(block)s") if is_accepted else _("Adresse refusée, %(block)s")
        send(
            to=author.email,
            subject=subject % {"block": review},
            body=render_to_string(
                "registry/mail/review_decided.txt", {**facts, "url": absolute(path, partner=partner)}
            ).strip(),
            language=author.language,
            partner=partner,
        )
