"""`manage.py import_terms FILE --valid-from DATE [--language fr]`: publish the terms in a file."""

from argparse import ArgumentParser
from datetime import date
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from extranet.errors import Refusal
from extranet.tenancy.context import OPERATOR, PUBLIC, acting
from extranet.terms.models import Language
from extranet.terms.reading import decoded
from extranet.terms.services import publish_terms


class Command(BaseCommand):
    """Publishes the parts of a document that are new; says what cannot be read, with its line."""

    help = "Publie les conditions d’un fichier Markdown : conditions générales et quatre services."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="le document, en Markdown et en UTF-8")
        parser.add_argument("--valid-from", type=date.fromisoformat, required=True, metavar="AAAA-MM-JJ")
        parser.add_argument("--language", choices=Language.values, default=Language.FRENCH.value)

    def handle(self, *, file: Path, valid_from: date, language: str, **options: object) -> None:
        try:
            content = file.read_bytes()
        except OSError as error:
            raise CommandError(f"{file} : ce fichier ne se lit pas ({error.strerror}).") from error
        try:
            with acting(PUBLIC, OPERATOR):
                texts = publish_terms(
                    document=decoded(content),
                    source_name=file.name,
                    language=language,
                    valid_from=valid_from,
                    actor=None,
                    at=timezone.now(),
                )
                published = [f"{text} {text.sha256}" for text in texts]
        except Refusal as refusal:
            raise CommandError(f"{file} : {refusal}") from refusal
        self.stdout.write("\n".join(published) or "Rien de nouveau : ces textes sont déjà publiés.")
