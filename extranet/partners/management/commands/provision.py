"""`manage.py provision`: a new partner, with its hosts and a schema of its own. Runs as the owner of the tables."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from extranet.errors import Refusal
from extranet.partners.models import LANGUAGES, Partner
from extranet.partners.services import provision_partner
from extranet.partners.validators import compact_enterprise_number
from extranet.tenancy.context import OWNER, PUBLIC, acting

NEXT = "Next: as an administrator of the operator, invite its first administrator at {address}"


class Command(BaseCommand):
    """Creates a partner: row, host names, schema with all its tables; all of it or nothing."""

    help = "Create a partner with its host names and its schema. The first host is the one links in mails use."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Name what a partner needs on its first day."""
        parser.add_argument("schema", help="lower-case letters, digits, underscores: senne")
        parser.add_argument("hosts", nargs="+", help="host names without port: extranet.senne.example")
        parser.add_argument("--legal-name", required=True)
        parser.add_argument("--display-name", help="the legal name by default")
        parser.add_argument("--enterprise-number", required=True, help="ten digits, with or without BE and dots")
        parser.add_argument("--street", required=True)
        parser.add_argument("--postal-code", required=True)
        parser.add_argument("--municipality", required=True)
        parser.add_argument("--language", default="fr", choices=[code for code, _name in LANGUAGES])
        parser.add_argument("--house", action="store_true", help="the operator's own house of direct clients")

    def handle(self, *args: Any, **options: Any) -> None:
        """Provision, or say in one sentence why not."""
        try:
            with acting(PUBLIC, OWNER):
                partner = provision_partner(
                    partner=_partner(options), hosts=options["hosts"], actor=None, at=timezone.now()
                )
        except ValidationError as refused:
            raise CommandError(_sentence(refused)) from refused
        except Refusal as refused:
            raise CommandError(str(refused)) from refused
        port = "" if settings.IS_PRODUCTION else f":{settings.PORT}"
        address = f"{settings.SCHEME}://{settings.OPERATOR_HOST}{port}/at/{partner.schema_name}/people/invite/"
        self.stdout.write(f"{partner.display_name} is there, schema {partner.schema_name}.")
        self.stdout.write(NEXT.format(address=address))


def _partner(options: dict[str, Any]) -> Partner:
    return Partner(
        schema_name=options["schema"],
        legal_name=options["legal_name"],
        display_name=options["display_name"] or options["legal_name"],
        enterprise_number=compact_enterprise_number(options["enterprise_number"]),
        street=options["street"],
        postal_code=options["postal_code"],
        municipality=options["municipality"],
        language=options["language"],
        is_house=options["house"],
    )


def _sentence(refused: ValidationError) -> str:
    """Return every fault with the field it is about."""
    if not hasattr(refused, "error_dict"):
        return " ".join(refused.messages)
    return " ".join(f"{name}: {' '.join(found)}" for name, found in refused.message_dict.items())
