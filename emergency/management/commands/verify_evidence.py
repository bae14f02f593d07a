"""`manage.py verify_evidence FILE`: whether a pack of evidence is as the house made it.

Ends with 0 when it is, 1 when it was changed or is no pack, 2 when it is whole but no pack of the house has its digest.
"""

import sys
from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from emergency.evidence.packing import is_ours
from emergency.evidence.rules import verify
from extranet.tenancy.context import OPERATOR, PUBLIC, acting


class Command(BaseCommand):
    """Reads a file, computes its digest anew, and looks for it in the trail of all partners."""

    help = "Dit si un dossier de preuve est resté tel qu’il a été établi."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")

    def handle(self, *, file: Path, **options: object) -> None:
        try:
            verified = verify(file.read_bytes())
        except OSError as error:
            raise CommandError(
                f"{file} ne se lit pas : {error.strerror}. Donnez le fichier JSON du dossier."
            ) from error
        if verified.fault:
            self.stderr.write(f"{file} n’est pas un dossier de preuve ({verified.fault}).")
            sys.exit(1)
        if not verified.is_intact:
            self.stderr.write(f"Changé : l’empreinte dit {verified.claimed}, le contenu donne {verified.computed}.")
            sys.exit(1)
        with acting(PUBLIC, OPERATOR):
            is_known = is_ours(verified.computed)
        if not is_known:
            self.stderr.write(f"Pas reconnu : aucun dossier établi ici n’a l’empreinte {verified.computed}.")
            sys.exit(2)
        self.stdout.write(f"Inchangé : {verified.computed}")
