"""`manage.py watch_paging [--once] [--every SECONDS]`: warn people outside the app when paging itself is ill."""

from argparse import ArgumentParser
from pathlib import Path
from time import sleep

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils import timezone

from support.desk.paging.alarm import Notebook, look


class Command(BaseCommand):
    """Looks every thirty seconds until it is ended; run it under a supervisor of its own, away from the workers."""

    help = "Prévient l’extérieur quand les appels de garde eux-mêmes sont malades."
    # It must run exactly when something is broken.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="regarde une fois ; échoue si la garde est malade")
        parser.add_argument("--every", type=int, default=30, metavar="SECONDES", help="30 par défaut")
        parser.add_argument("--notebook", type=Path, default=settings.BASE_DIR / "var" / "watch_paging.json")

    def handle(self, *, once: bool, every: int, notebook: Path, **options: object) -> None:
        book = Notebook(notebook)
        while True:
            found = look(at=timezone.now(), notebook=book)
            if once:
                break
            connection.close_if_unusable_or_obsolete()
            sleep(max(every, 1))
        if found.faults:
            raise CommandError("; ".join(found.faults))
        self.stdout.write("La garde est veillée.")
