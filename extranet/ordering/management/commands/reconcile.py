"""`manage.py reconcile [--repair]`: compare the order book with the orders of every partner."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from extranet.ordering.mirror import Discrepancy, compare, orphans, partners, repair


class Command(BaseCommand):
    """Says where the operator's copies differ from the partners' own rows; mends them when asked."""

    help = "Compare the operator's order book with the orders of every partner. Run it after a restore."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--repair", action="store_true", help="write the differing entries again")

    def handle(self, *, repair: bool, **options: object) -> None:
        found = [_checked(partner, is_repaired=repair) for partner in partners()]
        differing = [one for one in found if not one.is_none]
        for one in differing:
            self.stdout.write(_line(one, is_repaired=repair))
        for name in orphans():
            self.stdout.write(f"{name}: entries of no partner; delete them by hand once you know why.")
        if differing and not repair:
            raise CommandError("The order book differs. Run again with --repair.")
        self.stdout.write(f"{len(found)} partners compared, {len(differing)} differed.")


def _checked(partner: str, *, is_repaired: bool) -> Discrepancy:
    return repair(partner, at=timezone.now()) if is_repaired else compare(partner)


def _line(found: Discrepancy, *, is_repaired: bool) -> str:
    ids = sorted({*found.not_in_book, *found.only_in_book})
    state = "repaired" if is_repaired else "differs"
    return f"{found.partner}: {state}, orders {', '.join(map(str, ids))}"
