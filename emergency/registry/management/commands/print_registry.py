"""`manage.py print_registry --out FILE.html`: all numbers and addresses of all partners, for paper, and as CSV."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from emergency.registry.printing.services import write_list


class Command(BaseCommand):
    """Writes the list for the day the database is down."""

    help = "Écrit la liste de tous les numéros et de leurs adresses, à imprimer, et la même en CSV à côté."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--out", type=Path, required=True, metavar="FICHIER", help="la page, .html")

    def handle(self, *, out: Path, **options: object) -> None:
        if out.suffix != ".html":
            raise CommandError("Donnez un nom qui finit par .html : le CSV et les empreintes vont à côté.")
        try:
            printed = write_list(out=out, at=timezone.now())
        except OSError as error:
            raise CommandError(f"{out} n’est pas écrit : {error.strerror}. L’ancienne liste reste.") from error
        self.stdout.write(f"{printed.numbers} numéros, dont {printed.uncovered} sans adresse.")
        self.stdout.write(f"{printed.html_sha256}  {printed.html.name}")
        self.stdout.write(f"{printed.csv_sha256}  {printed.csv.name}")
