"""Writes of who is asked to read the notice, and of who acknowledged it. Nothing here ever touches a call.

Stand in the partner's schema. Only a digest is kept of the secret in a link. Terms: telavox.7, bt.14, sip.4
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from emergency.acknowledging.people import Asked, once
from emergency.acknowledging.rules import LONGEST_DELAY, MOST_PEOPLE
from emergency.acknowledging.selectors import open_campaign, visible_acknowledgements, visible_campaigns
from emergency.models import Acknowledgement, Campaign, EarlierLink
from emergency.registry.models import NoticeText
from emergency.registry.notices import newest_notice, text_of
from extranet.accounts.models import User
from extranet.accounts.people import Person
from extranet.accounts.permissions import Right
from extranet.accounts.selectors import digest_of
from extranet.audit import services as audit
from extranet.clients.models import Client
from extranet.clients.selectors import visible_clients
from extranet.errors import IllegalMove, InvalidInput, NotAllowed, Stale
from extranet.outbox import services as outbox
from extranet.requests import Origin
from extranet.times import brussels_day

MAIL: Final = "emergency.mail_notice"
ASKED: Final = "asked"
REMINDED: Final = "reminded"
TOKEN_BYTES: Final = 32


@dataclass(frozen=True)
class Outcome:
    """What asking did: `asked` new people, `known` who were asked already or have read this version."""

    campaign: Campaign | None
    asked: tuple[Asked, ...]
    known: int


@dataclass(frozen=True)
class Shown:
    """What a page showed to whoever acknowledges: the language, and the SHA-256 of the text in it."""

    language: str
    sha256: str


# ---------- Asking ----------
@transaction.atomic
def ask_people(*, client_id: UUID, people: Sequence[Asked], due_on: date, person: Person, at: datetime) -> Outcome:
    """Ask people of a client to read the newest version: in its open campaign, or a new one, by a mail to each.

    Each is asked once: whoever is in the campaign already or has read this version is left out, so that a double
    click writes nothing. Whoever was withdrawn is asked anew. Campaigns on older versions end here.
    Raises Client.DoesNotExist, NotAllowed, InvalidInput.

    Terms: telavox.7, bt.14, sip.4
    """
    _check_right(person)
    client = visible_clients(person).select_for_update(no_key=True).get(pk=client_id)
    _check_day(due_on, at)
    number = newest_notice().pk
    campaign = open_campaign(client.pk, number)
    wanted = once(people)
    new = _not_asked_yet(client, campaign, wanted, number)
    if not wanted:
        sentence = _("Choisissez au moins une personne, ou ajoutez-en une.")
        raise InvalidInput(sentence, code="nobody_chosen", fields={"pasted": sentence})
    if not new:
        return Outcome(campaign, (), len(wanted))
    _check_many(campaign, len(new))
    if campaign is None:
        campaign = _start(client, number, due_on=due_on, person=person, at=at)
    _ask(campaign, new, at=at)
    facts = {"people": [one.email for one in new], "version": number}
    audit.record(actor=person.user, act="notice.people_asked", target=campaign, at=at, changes=facts)
    return Outcome(campaign, tuple(new), len(wanted) - len(new))


def _not_asked_yet(client: Client, campaign: Campaign | None, people: Sequence[Asked], number: int) -> list[Asked]:
    rows = Acknowledgement.objects.filter(campaign__client=client)
    read = rows.filter(campaign__notice_number=number, acknowledged_at__isnull=False)
    known = set(read.values_list("person_email", flat=True))
    if campaign is not None:
        asked = campaign.people.filter(withdrawn_at__isnull=True)
        known |= set(asked.values_list("person_email", flat=True))
    return [one for one in people if one.email not in known]


def _start(client: Client, number: int, *, due_on: date, person: Person, at: datetime) -> Campaign:
    for older in Campaign.objects.select_for_update().filter(client=client, closed_at__isnull=True):
        _close(older, actor=person.user, at=at)
    campaign = Campaign.objects.create(
        client=client,
        notice_number=number,
        started_at=at,
        started_by_id=person.user.pk,
        started_by_name=person.user.name,
        due_on=due_on,
    )
    facts = {"version": number, "due_on": due_on}
    audit.record(actor=person.user, act="notice.campaign_started", target=campaign, at=at, changes=facts)
    return campaign


def _ask(campaign: Campaign, people: Sequence[Asked], *, at: datetime) -> None:
    """Write the questions and ask for a mail each; whoever was withdrawn keeps their row."""
    withdrawn = {row.person_email: row for row in campaign.people.select_for_update().exclude(withdrawn_at=None)}
    written: list[tuple[Acknowledgement, str]] = []
    new: list[Acknowledgement] = []
    for one in people:
        row, token = withdrawn.get(one.email), secrets.token_urlsafe(TOKEN_BYTES)
        if row is None:
            row = _question(campaign, one, token, at)
            new.append(row)
        else:
            row.person_name, row.language, row.asked_at = one.name, one.language, at
            row.withdrawn_at, row.reminded_at, row.reminders, row.token_digest = None, None, 0, digest_of(token)
            row.save(
                update_fields=(
                    "person_name", "language", "asked_at", "withdrawn_at", "reminded_at", "reminders", "token_digest",
                )
            )  # fmt: skip
        written.append((row, token))
    Acknowledgement.objects.bulk_create(new)
    with outbox.together():
        for row, token in written:
            outbox.enqueue(MAIL, str(row.pk), token, ASKED)


def _question(campaign: Campaign, one: Asked, token: str, at: datetime) -> Acknowledgement:
    return Acknowledgement(
        campaign=campaign,
        device_id=one.device_id,
        person_name=one.name,
        person_email=one.email,
        language=one.language,
        token_digest=digest_of(token),
        asked_at=at,
    )


# ---------- Reading ----------
@transaction.atomic
def acknowledge_notice(
    *, acknowledgement_id: UUID, shown: Shown, origin: Origin, user: User | None, at: datetime
) -> Acknowledgement:
    """Keep that somebody read the notice: when, in which version and language, which text, and from where.

    `user` None: by the personal link. A second click changes nothing: what is kept is returned.
    Raises Acknowledgement.DoesNotExist, IllegalMove when it is asked no more, Stale when another text was shown.

    Terms: telavox.7, bt.14, sip.4
    """
    row = Acknowledgement.objects.select_for_update(of=("self",)).select_related("campaign").get(pk=acknowledgement_id)
    if row.acknowledged_at is not None:
        return row
    check_open(row)
    text = _shown_text(row.campaign.notice_number, shown)
    row.acknowledged_at, row.read_language, row.text_sha256 = at, text.language, text.sha256
    row.ip, row.user_agent = origin.ip or None, origin.user_agent[:300]
    row.save(update_fields=("acknowledged_at", "read_language", "text_sha256", "ip", "user_agent"))
    facts = {"version": row.campaign.notice_number, "language": text.language, "sha256": text.sha256}
    facts |= {"person": row.person_email}
    audit.record(actor=user, act="notice.acknowledged", target=row, at=at, changes=facts)
    return row


def check_open(row: Acknowledgement) -> None:
    """Raise IllegalMove, with the way out, when a person is asked no more."""
    who = row.campaign.started_by_name
    if row.withdrawn_at is not None:
        sentence = _("Cette lecture ne vous est plus demandée. Si vous l’attendiez, demandez-le à %(name)s.")
        raise IllegalMove(sentence % {"name": who}, code="notice_withdrawn")
    if row.campaign.closed_at is not None:
        sentence = _("Cette campagne est terminée. Demandez à %(name)s de vous envoyer un nouveau lien.")
        raise IllegalMove(sentence % {"name": who}, code="notice_closed")


def _shown_text(number: int, shown: Shown) -> NoticeText:
    try:
        text = text_of(number, shown.language)
    except NoticeText.DoesNotExist:
        text = None
    if text is None or text.sha256 != shown.sha256:
        raise Stale(_("La page ne montrait pas ce texte. Rechargez-la et relisez l’avis."), code="notice_not_shown")
    return text


# ---------- Looking after a campaign ----------
@transaction.atomic
def withdraw_person(*, acknowledgement_id: UUID, person: Person, at: datetime) -> Acknowledgement:
    """Ask somebody no more: their links end, no reminder follows. Doing it twice changes nothing.

    Raises Acknowledgement.DoesNotExist, NotAllowed, IllegalMove when they have read the notice: that stays.
    """
    row = _locked(acknowledgement_id, person)
    if row.acknowledged_at is not None:
        sentence = _("%(name)s a lu l’avis entre-temps : cette preuve reste. Rechargez la page.")
        raise IllegalMove(sentence % {"name": row.person_name}, code="notice_read")
    if row.withdrawn_at is None:
        row.withdrawn_at = at
        row.save(update_fields=("withdrawn_at",))
        facts = {"person": row.person_email}
        audit.record(actor=person.user, act="notice.person_withdrawn", target=row, at=at, changes=facts)
    return row


@transaction.atomic
def resend_notice(*, acknowledgement_id: UUID, person: Person, at: datetime) -> Acknowledgement:
    """Send somebody their link once more; reminders count from this mail on. Not more than once a day.

    Raises Acknowledgement.DoesNotExist, NotAllowed, IllegalMove when it is not asked any more or was sent today.
    """
    row = _locked(acknowledgement_id, person)
    if row.acknowledged_at is not None:
        sentence = _("%(name)s a lu l’avis entre-temps. Rechargez la page.")
        raise IllegalMove(sentence % {"name": row.person_name}, code="notice_read")
    check_open(row)
    if brussels_day(row.reminded_at or row.asked_at) == brussels_day(at):
        sentence = _("Un e-mail est déjà parti aujourd’hui à %(name)s. Attendez demain.")
        raise IllegalMove(sentence % {"name": row.person_name}, code="sent_today")
    send_link(row, kind=REMINDED, at=at)
    facts = {"person": row.person_email}
    audit.record(actor=person.user, act="notice.sent_again", target=row, at=at, changes=facts)
    return row


@transaction.atomic
def close_campaign(*, campaign_id: UUID, person: Person, at: datetime) -> Campaign:
    """End a campaign: nobody is reminded, links say so. Doing it twice changes nothing.

    Raises Campaign.DoesNotExist, NotAllowed.
    """
    _check_right(person)
    campaign = visible_campaigns(person).select_for_update(of=("self",)).get(pk=campaign_id)
    if campaign.closed_at is None:
        _close(campaign, actor=person.user, at=at)
    return campaign


def send_link(row: Acknowledgement, *, kind: str, at: datetime) -> None:
    """Make a locked person's new link and ask for the mail with it; the link before goes on working."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    EarlierLink.objects.create(token_digest=row.token_digest, acknowledgement=row)
    row.token_digest, row.reminded_at = digest_of(token), at
    row.save(update_fields=("token_digest", "reminded_at", "reminders"))
    outbox.enqueue(MAIL, str(row.pk), token, kind)


def _close(campaign: Campaign, *, actor: User, at: datetime) -> None:
    campaign.closed_at = at
    campaign.save(update_fields=("closed_at",))
    audit.record(actor=actor, act="notice.campaign_closed", target=campaign, at=at)


def _locked(acknowledgement_id: UUID, person: Person) -> Acknowledgement:
    _check_right(person)
    return visible_acknowledgements(person).select_for_update(of=("self",)).get(pk=acknowledgement_id)


def _check_right(person: Person) -> None:
    if not person.may(Right.DECLARE_ADDRESSES):
        sentence = _("Demandez à un administrateur ou à un technicien de s’en occuper.")
        raise NotAllowed(sentence, code="may_not_ask")


def _check_day(due_on: date, at: datetime) -> None:
    today = brussels_day(at)
    if not today < due_on <= today + LONGEST_DELAY:
        sentence = _("Choisissez un jour après aujourd’hui, dans l’année.")
        raise InvalidInput(sentence, code="due_on", fields={"due_on": sentence})


def _check_many(campaign: Campaign | None, more: int) -> None:
    there = campaign.people.count() if campaign is not None else 0
    if there + more > MOST_PEOPLE:
        sentence = _("%(most)s personnes au plus par campagne ; celle-ci en aurait %(count)s. Partagez la liste.")
        sentence %= {"most": MOST_PEOPLE, "count": there + more}
        raise InvalidInput(sentence, code="too_many_people", fields={"pasted": sentence})
