"""`manage.py create_staff`: invite a first member of the operator's staff, who then invites the others."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.urls import reverse
from django.utils import timezone

from extranet.accounts.invitations import Invited, invite_person
from extranet.accounts.models import STAFF_ROLES, Role
from extranet.errors import Refusal
from extranet.outbox.mail import Operator, absolute
from extranet.partners.models import LANGUAGES
from extranet.tenancy.context import OPERATOR, PUBLIC, acting


class Command(BaseCommand):
    """Prints the link of an invitation: no password is ever set here."""

    help = "Invite a member of the operator's staff; the link is mailed, and printed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Name the person and the role."""
        parser.add_argument("email")
        parser.add_argument("name")
        parser.add_argument("--role", default=Role.STAFF_ADMIN.value, choices=[role.value for role in STAFF_ROLES])
        parser.add_argument("--language", default="fr", choices=[code for code, _name in LANGUAGES])

    def handle(self, *args: Any, **options: Any) -> None:
        """Invite, or say in one sentence why not."""
        invited = Invited(
            email=options["email"], name=options["name"], role=options["role"], language=options["language"]
        )
        try:
            validate_email(invited.email)
            with acting(PUBLIC, OPERATOR):
                issued = invite_person(invited=invited, actor=None, at=timezone.now())
        except ValidationError as refused:
            raise CommandError(" ".join(refused.messages)) from refused
        except Refusal as refused:
            raise CommandError(str(refused)) from refused
        path = reverse("invitations:accept-invitation", urlconf=settings.OPERATOR_URLCONF, args=[issued.token])
        self.stdout.write(f"{invited.name} has seven days to accept:")
        self.stdout.write(absolute(path, partner=Operator()))
