"""What imports do without a person: written when they are long, mails, and files that go when they are old."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from celery import shared_task
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from emergency.importing.services import WRITE, empty_imports, refuse_import, write_import
from emergency.importing.telling import MAIL
from emergency.models import AddressImport
from emergency.registry.models import Registration, Side
from emergency.registry.rules import clause_for
from extranet.accounts.models import User
from extranet.accounts.people import Person, person_in
from extranet.errors import Refusal
from extranet.outbox.mail import absolute, send
from extranet.outbox.registry import delivers
from extranet.outbox.services import enqueue
from extranet.partners.models import Partner
from extranet.tenancy.context import OPERATOR, PARTNER, PUBLIC, acting, current_schema

FRONT: Final = "extranet.urls.front"
EMPTY: Final = "emergency.empty_imports"
# So many blocks are listed in a mail; the page has them all.
LISTED: Final = 20


@delivers(WRITE)
def deliver_import(import_id: str, user_id: str) -> None:
    """Write a long file, with the rights its author has now; what refuses it is kept with it."""
    kept = AddressImport.objects.only("state").get(pk=UUID(import_id))
    if kept.state != AddressImport.State.QUEUED:
        return
    now = timezone.now()
    user = User.objects.get(pk=UUID(user_id))
    person = _person(user)
    try:
        if person is None:
            sentence = _("La personne qui a envoyé ce fichier n’a plus accès ici. Envoyez-le de nouveau.")
            refuse_import(import_id=kept.pk, reason=sentence, at=now)
            return
        with override(user.language):
            write_import(import_id=kept.pk, person=person, at=now)
    except (Refusal, AddressImport.DoesNotExist) as refusal:
        refuse_import(import_id=kept.pk, reason=str(refusal), at=now)


def _person(user: User) -> Person | None:
    partner = Partner.objects.get(schema_name=current_schema())
    return person_in(user, home=PUBLIC if user.is_staff else partner.schema_name, partner=partner)


@delivers(MAIL)
def mail_import(
    import_id: str, instant: str, client_ids: Sequence[str], to: str, name: str, language: str, side: str
) -> None:
    """Tell somebody of the other party which addresses a file declared for the clients they read for, by whom.

    Terms: telavox.7, bt.14, sip.4
    """
    kept = AddressImport.objects.defer("content").get(pk=UUID(import_id))
    partner = Partner.objects.get(schema_name=current_schema())
    rows = Registration.objects.filter(
        client_id__in=[UUID(one) for one in client_ids], declared_at=datetime.fromisoformat(instant)
    ).select_related("holding", "address")
    declared = list(rows.order_by("numbers", "valid"))
    path = reverse("emergency:list-numbers", urlconf=FRONT)
    with override(language):
        count = len({row.holding_id for row in declared})
        facts = {
            "name": name,
            "kept": kept,
            "author": declared[0].author_name,
            "role": declared[0].get_author_side_display(),
            "is_by_operator": declared[0].author_side == Side.OPERATOR,
            "is_for_client": side == Side.CLIENT,
            "count": count,
            "listed": declared[:LISTED],
            "more": max(0, len(declared) - LISTED),
            "clause": clause_for(declared[0].holding.family),
            "partner": partner,
            "url": absolute(path, partner=partner),
        }
        subject = ngettext(
            "Adresse d’urgence déclarée pour %(count)s bloc", "Adresses d’urgence déclarées pour %(count)s blocs", count
        )
        send(
            to=to,
            subject=subject % {"count": count},
            body=render_to_string("emergency/mail/import.txt", facts).strip(),
            language=language,
            partner=partner,
        )


@delivers(EMPTY)
def deliver_emptying() -> None:
    """Forget old files in the schema we stand in."""
    empty_imports(at=timezone.now())


@shared_task(name="emergency.empty_imports")
def empty_old_imports(schema: str) -> int:
    """Ask, in each partner's schema, to forget files sent more than thirty days ago. Once a night."""
    with acting(PUBLIC, OPERATOR):
        schemas = list(Partner.objects.values_list("schema_name", flat=True))
    for partner in schemas:
        with acting(partner, PARTNER):
            enqueue(EMPTY)
    return len(schemas)
