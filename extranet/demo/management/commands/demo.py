"""`manage.py demo`: load the demo, or tell how its people sign in."""

import os
from argparse import ArgumentParser
from datetime import date

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from extranet.demo import greeting, loading, script
from extranet.times import brussels_day


class Command(BaseCommand):
    """Loads invented partners, clients, people and orders that end yesterday; DEMO_TODAY moves today."""

    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Say what is printed instead of loading."""
        parser.add_argument("--sign-ins", action="store_true", help="print addresses and sign-ins")
        parser.add_argument("--codes", action="store_true", help="print everybody's code of this moment")

    def handle(self, *, sign_ins: bool, codes: bool, **options: object) -> None:
        """Do what is asked. Raises CommandError where a demo has no place."""
        if settings.IS_PRODUCTION or not settings.DEMO:
            raise CommandError("The demo needs DEMO=1 and a machine that is not in production.")
        told = script.read()
        if sign_ins:
            self.stdout.write(greeting.addresses(told))
        elif codes:
            self.stdout.write(greeting.codes(told, at=timezone.now()))
        else:
            self._load(told, _today())

    def _load(self, told: script.Script, today: date) -> None:
        if loading.is_loaded(told):
            self.stdout.write("The demo is loaded already.")
            return
        loading.load(told, today=today)
        self.stdout.write("The demo is loaded.")


def _today() -> date:
    wished = os.environ.get("DEMO_TODAY", "")
    if not wished:
        return brussels_day(timezone.now())
    try:
        return date.fromisoformat(wished)
    except ValueError as error:
        raise CommandError(f"DEMO_TODAY is {wished!r} and must be a day such as 2026-11-24.") from error
