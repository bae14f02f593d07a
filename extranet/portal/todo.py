"""What waits for a person: the list on their home page. Every entry is a fact and one way to act on it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from extranet.accounts.people import Person
from extranet.accounts.permissions import Right
from extranet.clients.selectors import own_client_id, visible_clients
from extranet.look import formats
from extranet.ordering.acknowledging import may_acknowledge, reading_of
from extranet.ordering.models import Order
from extranet.ordering.presenting import REMAINING, step_url, steps_shown
from extranet.ordering.rules import StepKey
from extranet.ordering.selectors import steps_of, visible_orders
from extranet.partners.models import Partner
from extranet.terms.models import Acceptance, Part, TermsVersion
from extranet.terms.selectors import newest_accepted, newest_versions

MOST_DRAFTS = 5
MOST_NAMES = 3


@dataclass(frozen=True)
class Waiting:
    """One thing that waits. `is_first`: the thing to do, drawn as the one filled button."""

    icon: str
    title: str
    text: str
    url: str
    action: str
    is_first: bool = False


def waiting_for(person: Person, partner: Partner, day: date) -> list[Waiting]:
    """Return what waits for a person on a Brussels day: their orders first."""
    waiting = [
        *_drafts(person, day),
        *_to_read(person, partner),
        *_terms(person, partner, day),
        *_contacts(person),
    ]
    if waiting and person.may(Right.PLACE_ORDERS):
        waiting[0] = Waiting(**{**vars(waiting[0]), "is_first": True})
    return waiting


def _drafts(person: Person, day: date) -> Iterator[Waiting]:
    if not person.may(Right.PLACE_ORDERS):
        return
    drafts = visible_orders(person).filter(status=Order.Status.DRAFT).order_by("-changed_at")
    shown = list(drafts[: MOST_DRAFTS + 1])
    steps = steps_of(shown[:MOST_DRAFTS], user_id=person.user.pk, day=day)
    listed = steps_shown(is_own=person.is_client)
    for draft in shown[:MOST_DRAFTS]:
        yield _draft(draft, steps[draft.pk], listed)
    if len(shown) > MOST_DRAFTS:
        url = f"{reverse('ordering:list-orders')}?state={Order.Status.DRAFT}"
        yield Waiting("order", _("D’autres brouillons"), _("Du plus récent au plus ancien."), url, _("Voir"))


def _draft(draft: Order, step: StepKey, listed: Sequence[StepKey]) -> Waiting:
    title = _("Commande en cours, étape %(step)s sur %(steps)s") % {
        "step": listed.index(step) + 1,
        "steps": len(listed),
    }
    text = f"{draft.client_name}, {draft.number}. {REMAINING[step]}"
    return Waiting("order", title, text, step_url(step, draft.pk), _("Reprendre"))


def _to_read(person: Person, partner: Partner) -> Iterator[Waiting]:
    """Yield the texts a partner accepted for its client, while the client's administrator has not read them.

    Terms: general.1
    """
    if not may_acknowledge(person, partner):
        return
    unread = reading_of(own_client_id(person)).unread
    if unread:
        text = _("%(partner)s a commandé pour vous et a accepté ces textes. Rien n’est bloqué d’ici là.") % {
            "partner": partner.display_name
        }
        yield Waiting("info", _("Conditions de vos services à lire"), text, reverse("acknowledge-terms"), _("Lire"))


def _terms(person: Person, partner: Partner, day: date) -> Iterator[Waiting]:
    """Yield the parts whose version in force or to come is newer than the one the organisation accepted.

    Terms: general.1
    """
    if not person.may(Right.PLACE_ORDERS):
        return
    kind, own_id = (
        (Acceptance.OrganisationKind.CLIENT, str(person.client_id))
        if person.is_client
        else (Acceptance.OrganisationKind.PARTNER, partner.schema_name)
    )
    accepted = newest_accepted(partner=person.schema, kind=kind, organisation_id=own_id)
    if not accepted:
        return
    in_force = newest_versions(day)
    for part in Part:
        if part in accepted and part in in_force and in_force[part].number > accepted[part].number:
            yield _newer(in_force[part], _("En vigueur depuis le %(day)s. À accepter à la prochaine commande."))
    coming = TermsVersion.objects.filter(valid_from__gt=day, part__in=list(accepted))
    for version in sorted(coming, key=lambda version: (version.valid_from, list(Part).index(Part(version.part)))):
        yield _newer(version, _("En vigueur le %(day)s. À accepter dès ce jour à la prochaine commande."))


def _newer(version: TermsVersion, sentence: str) -> Waiting:
    words = (
        _("%(part)s, version %(number)s")
        if version.part == Part.GENERAL
        else _("Conditions %(part)s, version %(number)s")
    )
    title = words % {"part": version.get_part_display(), "number": version.number}
    url = f"{reverse('terms:read-part', kwargs={'part': version.part})}?version={version.number}"
    return Waiting("info", title, sentence % {"day": formats.day(version.valid_from)}, url, _("Lire"))


def _contacts(person: Person) -> Iterator[Waiting]:
    if not person.may(Right.EDIT_CLIENTS):
        return
    silent = visible_clients(person).filter(is_active=True, contact_email="")
    count = silent.count()
    if not count:
        return
    title = ngettext("%(count)s client sans e-mail de contact", "%(count)s clients sans e-mail de contact", count) % {
        "count": count
    }
    names = ", ".join(silent.values_list("name", flat=True)[:MOST_NAMES])
    text = _("%(names)s. Sans adresse, pas de confirmation des commandes passées pour eux.") % {
        "names": names if count <= MOST_NAMES else f"{names}…"
    }
    yield Waiting("clients", title, text, f"{reverse('clients:list-clients')}?show=contact", _("Compléter"))
