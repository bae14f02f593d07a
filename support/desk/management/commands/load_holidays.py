"""`manage.py load_holidays [YEAR]`: publish the legal holidays of a year, the next one by default."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from extranet.errors import Refusal
from extranet.tenancy.context import OPERATOR, PUBLIC, acting
from extranet.times import brussels_day
from support.desk.services import load_holidays


class Command(BaseCommand):
    """Adds the holidays of a year that the calendar does not have; beat does so every month by itself."""

    help = "Ajoute au calendrier du support les jours fériés légaux d’une année."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("year", type=int, nargs="?", metavar="ANNÉE", help="l’année prochaine par défaut")

    def handle(self, *, year: int | None, **options: object) -> None:
        at = timezone.now()
        try:
            with acting(PUBLIC, OPERATOR):
                version = load_holidays(year=year or brussels_day(at).year + 1, actor=None, at=at)
        except (Refusal, ValueError) as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"Calendrier {version} publié." if version else "Rien de nouveau : ces jours y sont déjà.")
