"""`manage.py lookup +3222268842`: the address a number had, on the two time axes.

Ends with 0 when an address was declared, 3 when none was, 4 when the number was not hosted, 2 for bad input.
"""

import sys
from argparse import ArgumentParser
from collections.abc import Mapping
from typing import Final

from django.core.management.base import BaseCommand, CommandError

from emergency.registry.answering import answer_lines, verdict
from emergency.registry.instants import read_instant
from emergency.registry.selectors import Status, lookup
from extranet.errors import InvalidInput
from extranet.numbering.reading import read_number
from extranet.tenancy.context import OPERATOR, PUBLIC, acting

BAD_INPUT: Final = 2
EXITS: Final[Mapping[Status, int]] = {Status.DECLARED: 0, Status.NONE_DECLARED: 3, Status.NOT_HOSTED: 4}


class Command(BaseCommand):
    """Asks the registry."""

    help = "Dit quelle adresse un numéro avait à un instant, et ce qui en était su à un autre."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("number", nargs="+", help="le numéro, avec ou sans espaces")
        parser.add_argument("--at", metavar="INSTANT", help="instant de l’adresse ; maintenant sans lui")
        parser.add_argument("--known-at", metavar="INSTANT", help="instant du savoir ; maintenant sans lui")

    def handle(self, *, number: list[str], at: str | None, known_at: str | None, **options: object) -> None:
        try:
            asked = read_number(" ".join(number)).number
            instants = [read_instant(text) if text is not None else None for text in (at, known_at)]
        except InvalidInput as refusal:
            raise CommandError(str(refusal), returncode=BAD_INPUT) from refusal
        with acting(PUBLIC, OPERATOR):
            found = lookup(asked, *instants)
        self.stdout.write(verdict(found))
        for name, value in answer_lines(found):
            self.stdout.write(f"  {name} : {value}")
        if EXITS[found.status]:
            sys.exit(EXITS[found.status])
