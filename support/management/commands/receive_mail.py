"""`manage.py receive_mail [--at SCHEMA] [--to ADDRESS] [--sender ADDRESS]`: take one e-mail in from standard input.

A mail server pipes each message here (`deploy/postfix.md`). It ends with 0 when the message needs no second try, with
65 when nobody can read it, 67 when it is for nobody here, 69 when it is too large, and with 75 ("try again later",
as sendmail and postfix know it) when the database is away or we fail: then nothing is lost, and the reason is logged.
"""

import sys
from argparse import ArgumentParser

import structlog
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError
from django.utils import timezone

from extranet.partners.models import Partner
from extranet.tenancy.context import OPERATOR, PARTNER, PUBLIC, acting
from support.inbound import partners_of, receive
from support.mail_reading import Mail, Unreadable, read_mail

LARGEST: int = settings.MAIL_MAX_MB * 1_000_000
UNREADABLE: int = 65
TRY_AGAIN: int = 75
log = structlog.get_logger("support.inbound")


class Command(BaseCommand):
    """Attaches an e-mail to the ticket it names, or keeps it as a draft its author confirms on the extranet."""

    help = "Reçoit un e-mail sur l’entrée standard."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--at", metavar="SCHÉMA", default="", help="le partenaire, au lieu de le lire des adresses")
        parser.add_argument("--to", metavar="ADRESSE", action="append", default=[], help="destinataire de l’enveloppe")
        parser.add_argument("--sender", metavar="ADRESSE", help="expéditeur de l’enveloppe ; vide pour un avis d’échec")

    def handle(self, *, at: str, to: list[str], sender: str | None, **options: object) -> None:
        raw = sys.stdin.buffer.read(LARGEST + 1)
        if len(raw) > LARGEST:
            raise CommandError(f"Message trop lourd : {LARGEST // 1_000_000} Mo au plus.", returncode=69)
        try:
            mail = read_mail(raw, envelope_sender=sender)
        except Unreadable as error:
            raise CommandError("Message illisible.", returncode=UNREADABLE) from error
        try:
            partner = _partner(at, mail, to)
            with acting(partner.schema_name, PARTNER):
                outcome = receive(mail, partner=partner, at=timezone.now())
        except OperationalError as error:
            raise CommandError("La base ne répond pas : réessayez plus tard.", returncode=TRY_AGAIN) from error
        except CommandError:
            raise
        except Exception as error:
            # A mail server sends what we print back to the sender: a sentence, and nothing of our insides.
            log.exception("mail not taken in")
            raise CommandError("Message non traité : réessayez plus tard.", returncode=TRY_AGAIN) from error
        self.stdout.write(f"{partner.schema_name}: {outcome}")


def _partner(schema: str, mail: Mail, to: list[str]) -> Partner:
    """Return the partner a mail is for. Raises CommandError when it is none, or more than one."""
    with acting(PUBLIC, OPERATOR):
        envelope = [one.lower() for one in to]
        if schema:
            found: list[Partner] = list(Partner.objects.defer("logo").filter(schema_name=schema))
        else:
            found = partners_of(envelope) or partners_of(mail.recipients)
    if len(found) != 1:
        raise CommandError("Aucun partenaire, ou plusieurs, pour ces destinataires : indiquez --at.", returncode=67)
    return found[0]
