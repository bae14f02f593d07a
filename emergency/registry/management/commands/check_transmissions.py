"""`manage.py check_transmissions [--compare]`: whether what is declared reached the emergency side.

Ends with 0 when all is well, 1 when something failed, is late or waits without a channel, or was never told.
"""

import sys
from argparse import ArgumentParser

from django.core.management.base import BaseCommand
from django.utils import timezone

from emergency.registry.transmitting.alarm import standing
from emergency.registry.transmitting.drift import count_missing
from extranet.tenancy.context import OPERATOR, PUBLIC, acting


class Command(BaseCommand):
    """Looks at the messages; `--compare` replays them all beside the registry."""

    help = "Dit si les adresses déclarées sont parvenues aux services d’urgence."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--compare", action="store_true", help="rejoue tous les messages à côté du registre")

    def handle(self, *, compare: bool, **options: object) -> None:
        at = timezone.now()
        with acting(PUBLIC, OPERATOR):
            found = standing(at)
            missing = count_missing(at=at) if compare else 0
        self.stdout.write(f"{found.queued} à envoyer, {found.sent} à confirmer, {found.failed} échoués.")
        faults = [*found.faults, *([f"{missing} messages were never queued"] if missing else [])]
        for fault in faults:
            self.stderr.write(fault)
        if faults:
            sys.exit(1)
