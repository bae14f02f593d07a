"""Mails about numbers that are to come. The outbox makes them once the decision has committed."""

from typing import Final
from uuid import UUID

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from extranet.accounts.models import User
from extranet.numbering.models import PortIn
from extranet.numbering.porting import DECIDED_MAIL
from extranet.outbox.mail import absolute, send
from extranet.outbox.registry import delivers
from extranet.partners.models import Partner

FRONT: Final = "extranet.urls.front"


@delivers(DECIDED_MAIL)
def mail_port_in_decided(port_in_id: str, state: str) -> None:
    """Tell whoever requested numbers what was decided: `state`, even when more was decided since.

    Terms: telavox.7, bt.14, sip.4
    """
    port_in = PortIn.objects.select_related("holding").get(pk=UUID(port_in_id))
    partner = Partner.objects.get(schema_name=port_in.partner)
    asker = User.objects.filter(pk=port_in.requested_by_id, is_active=True).first()
    if asker is None:
        return
    path = reverse("emergency:show-port-in", urlconf=FRONT, kwargs={"port_in_id": port_in.pk})
    with override(asker.language):
        subjects = {
            PortIn.State.CONFIRMED: _("Portage confirmé, %(block)s"),
            PortIn.State.REFUSED: _("Portage refusé, %(block)s"),
            PortIn.State.DONE: _("Numéros arrivés, %(block)s"),
        }
        facts = {"name": asker.name, "port_in": port_in, "state": state, "partner": partner}
        send(
            to=asker.email,
            subject=subjects[PortIn.State(state)] % {"block": port_in},
            body=render_to_string(
                "numbering/mail/port_in_decided.txt", {**facts, "url": absolute(path, partner=partner)}
            ).strip(),
            language=asker.language,
            partner=partner,
        )
