"""E-mails to support: attached to the ticket they name, else kept as a draft that their author confirms.

An e-mail opens no ticket, starts no clock and pages nobody. Its sender gives no right: whoever has the address reads
the draft on the extranet, after signing in.

Terms: general.7
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from email.utils import parseaddr
from enum import StrEnum
from hashlib import sha256
from typing import Final
from uuid import UUID, uuid5

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import override

from extranet.accounts.models import Membership
from extranet.accounts.people import Person, person_in
from extranet.audit import services as audit
from extranet.audit.models import AuditEvent
from extranet.clients.models import Client
from extranet.errors import IllegalMove, NotAllowed
from extranet.filetypes import NotAllowed as NotTaken
from extranet.filetypes import readable
from extranet.outbox.services import JSON, enqueue
from extranet.partners.models import Partner
from support.asking import LONGEST_TEXT
from support.drafts import MOST_DRAFTS, visible_drafts
from support.files import LARGEST_MB, MOST_FILES, CheckedFile, checked_file, keep
from support.mail_reading import Mail
from support.models import Entry, Ticket, TicketDraft
from support.permissions import may_ask
from support.selectors import visible_tickets
from support.services.confirming import MAIL_ATTACHED, attach_mail

MAILS: Final = UUID("e3a11000-0000-4000-8000-000000000001")
ONE_ANSWER: Final = timedelta(days=1)
# An address is easily borrowed: nobody fills a ticket with it.
MOST_ATTACHED_A_DAY: Final = 50
MOST_ANSWERS_AN_HOUR: Final = 30
ANSWERED: Final = "ticket.mail_answered"


class Outcome(StrEnum):
    """What became of an e-mail."""

    IGNORED = "ignored"
    REPEATED = "repeated"
    ATTACHED = "attached"
    DRAFTED = "drafted"
    UNKNOWN_SENDER = "unknown_sender"


def partners_of(recipients: Sequence[str]) -> list[Partner]:
    """Return the partners that recipients name: by the address of their support, else by the name of their host."""
    named = Partner.objects.defer("logo")
    matches = Q()
    for one in recipients:
        matches |= Q(support_email__iexact=one)
    found = list(named.filter(matches)) if recipients else []
    if found:
        return found
    domains = {one.rpartition("@")[2] for one in recipients}
    return list(named.filter(domains__domain__in=domains).distinct()) if domains else []


@transaction.atomic
def receive(mail: Mail, *, partner: Partner, at: datetime) -> Outcome:
    """Take an e-mail in, in the schema of its partner. The same message is taken once.

    Terms: general.7
    """
    if mail.is_automatic or _is_our_own(mail, partner):
        return Outcome.IGNORED
    person = sender_of(mail, partner)
    if person is None:
        return _answer_stranger(mail, partner, at=at)
    key = uuid5(MAILS, f"{partner.schema_name}:{person.user.pk}:{mail.message_id}")
    _one_at_a_time(key)
    if Entry.objects.filter(pk=key).exists() or TicketDraft.objects.filter(pk=key).exists():
        return Outcome.REPEATED
    files, text = _files_and_text(mail, person)
    for ticket in visible_tickets(person).filter(number__in=mail.numbers).order_by("-opened_at"):
        if _is_attached(ticket, text, files, person=person, at=at, key=key):
            return Outcome.ATTACHED
    if visible_drafts(person).filter(source=TicketDraft.Source.EMAIL).count() >= MOST_DRAFTS:
        return _answer_stranger(mail, partner, at=at)
    _keep_as_draft(mail, text, files, person=person, at=at, key=key)
    return Outcome.DRAFTED


def _is_our_own(mail: Mail, partner: Partner) -> bool:
    """Return whether a mail comes from an address that we write from or read: answering it would go round."""
    ours = {partner.support_email.lower(), parseaddr(settings.DEFAULT_FROM_EMAIL)[1].lower()}
    return mail.sender in ours


def _one_at_a_time(key: UUID) -> None:
    """Let a second delivery of the same message wait until the first is taken: it then finds what became of it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [key.int % 2**63])


def sender_of(mail: Mail, partner: Partner) -> Person | None:
    """Return the one active member with the address of a sender who may open tickets; None for anybody else.

    Terms: general.7
    """
    members = Membership.objects.filter(
        partner_id=partner.schema_name, user__email__iexact=mail.sender, user__is_active=True
    )
    found = list(members.select_related("user")[:2])
    if len(found) != 1:
        return None
    person = person_in(found[0].user, home=partner.schema_name, partner=partner)
    return person if person is not None and may_ask(person) else None


def _files_and_text(mail: Mail, person: Person) -> tuple[list[CheckedFile], str]:
    """Return the files that are taken, and the words with a line for each that is not."""
    taken: list[CheckedFile] = []
    refused: list[str] = []
    for name, content in mail.files:
        if len(taken) >= MOST_FILES or len(content) > LARGEST_MB * 1_000_000:
            refused.append(readable(name))
            continue
        try:
            taken.append(checked_file(name, content))
        except NotTaken:
            refused.append(readable(name))
    with override(person.user.language):
        text = mail.text or _("(e-mail sans texte)")
        if refused:
            told = "\n\n" + _("Fichiers non repris : %(names)s.") % {"names": ", ".join(refused[:20])[:1000]}
            text = text[: LONGEST_TEXT - len(told)] + told
    return taken, text


def _is_attached(
    ticket: Ticket, text: str, files: Sequence[CheckedFile], *, person: Person, at: datetime, key: UUID
) -> bool:
    """Attach an e-mail to a ticket it names; False where it is closed, full of them, or only read by the sender."""
    if ticket.entries.filter(event=MAIL_ATTACHED, at__gt=at - ONE_ANSWER).count() >= MOST_ATTACHED_A_DAY:
        return False
    try:
        attach_mail(ticket_id=ticket.pk, text=text, files=files, person=person, at=at, entry_id=key)
    except (IllegalMove, NotAllowed):
        return False
    return True


def _keep_as_draft(
    mail: Mail, text: str, files: Sequence[CheckedFile], *, person: Person, at: datetime, key: UUID
) -> TicketDraft:
    client = Client.objects.filter(pk=person.client_id).first() if person.client_id else None
    content: dict[str, JSON] = {"subject": mail.subject, "text": text, "language": person.user.language}
    draft = TicketDraft.objects.create(
        pk=key,
        owner_id=person.user.pk,
        owner_name=person.user.name,
        source=TicketDraft.Source.EMAIL,
        client=client,
        content=content,
        message_id=f"{person.user.pk}:{mail.message_id}"[:255],
        created_at=at,
        changed_at=at,
    )
    keep(files, page_id=key, person=person, at=at, draft=draft, is_mailed=True)
    audit.record(actor=None, act="ticket.mail_drafted", target=draft, at=at, changes={"owner": person.user.name})
    enqueue("support.mail_draft", str(draft.pk))
    return draft


def _answer_stranger(mail: Mail, partner: Partner, *, at: datetime) -> Outcome:
    """Point a sender nobody knows to the extranet: once a day each, and never many an hour.

    The journal counts, not a cache: it keeps the digest of an address, not the address.
    """
    sender = sha256(mail.sender.encode()).hexdigest()[:32]
    answered = AuditEvent.objects.filter(act=ANSWERED, partner=partner.schema_name)
    is_told = answered.filter(changes__sender=sender, at__gt=at - ONE_ANSWER).exists()
    if not is_told and answered.filter(at__gt=at - timedelta(hours=1)).count() < MOST_ANSWERS_AN_HOUR:
        audit.record(actor=None, act="ticket.mail_answered", target=partner, at=at, changes={"sender": sender})
        enqueue("support.mail_stranger", mail.sender)
    return Outcome.UNKNOWN_SENDER
