"""`manage.py import_streets FILE…`: import the streets of BeSt address files, openaddress-be….csv."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from emergency.registry.loading import import_streets
from extranet.errors import InvalidInput
from extranet.tenancy.context import OPERATOR, PUBLIC, acting


class Command(BaseCommand):
    """Imports each file whole, or says why not."""

    help = "Importe les rues des fichiers d’adresses BeSt. Le même fichier deux fois ne nuit pas."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="+", type=Path, help="un fichier openaddress-be….csv, en UTF-8")

    def handle(self, *, file: list[Path], **options: object) -> None:
        for path in file:
            try:
                with path.open(encoding="utf-8-sig", newline="") as lines, acting(PUBLIC, OPERATOR):
                    imported = import_streets(name=path.name, lines=lines, at=timezone.now())
            except (OSError, UnicodeDecodeError, InvalidInput) as error:
                raise CommandError(f"{path} : {error}") from error
            self.stdout.write(f"{path} : lignes {imported.lines}, rues {imported.streets}, nouvelles {imported.added}.")
