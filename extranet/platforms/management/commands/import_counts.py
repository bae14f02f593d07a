"""`manage.py import_counts FILE`: record what a platform exported, `account;day;element;quantity`."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Final

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from extranet.platforms.importing import FileRefused, import_counts

SHOWN: Final = 20


class Command(BaseCommand):
    """Records all lines of a file, or none and says which are wrong."""

    help = "Enregistre les comptages d’un fichier CSV, en entier ou pas du tout. Le même fichier deux fois ne nuit pas."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="colonnes account;day;element;quantity, séparées par ; ou ,")

    def handle(self, *, file: Path, **options: object) -> None:
        try:
            content = file.read_bytes()
        except OSError as error:
            raise CommandError(f"{file} : ce fichier ne se lit pas ({error.strerror}).") from error
        try:
            imported = import_counts(name=file.name, content=content, at=timezone.now())
        except FileRefused as refused:
            raise CommandError(_told(file, refused)) from refused
        self.stdout.write(
            f"{file} : lignes {imported.rows}, comptes {imported.accounts}, jours rapportés {imported.days}, "
            f"partenaires {imported.partners}."
        )


def _told(file: Path, refused: FileRefused) -> str:
    shown = [f"ligne {fault.line} : {fault.sentence}" for fault in refused.faults[:SHOWN]]
    more = len(refused.faults) - len(shown)
    if more:
        shown.append(f"… et {more} de plus")
    return "\n".join([f"{file} : rien n’est enregistré.", *shown])
