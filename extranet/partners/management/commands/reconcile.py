"""`manage.py reconcile [--repair]`: compare the operator's copies with the rows of every partner."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from extranet.partners.mirrors import Discrepancy, Mirror, compare, mirrors, orphans, partners, repair


class Command(BaseCommand):
    """Says where the operator's copies differ from the partners' own rows; mends them when asked."""

    help = "Compare the operator's copies (order book, desk queue) with the rows of every partner. Run after a restore."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--repair", action="store_true", help="write the differing copies again")

    def handle(self, *, repair: bool, **options: object) -> None:
        compared = partners()
        found = [_checked(mirror, partner, is_repaired=repair) for mirror in mirrors() for partner in compared]
        differing = [one for one in found if not one.is_none]
        for one in differing:
            self.stdout.write(_line(one, is_repaired=repair))
        for mirror in mirrors():
            for name in orphans(mirror):
                self.stdout.write(
                    f"{name}: entries of no partner; delete its {mirror.things} by hand once you know why."
                )
        if differing and not repair:
            raise CommandError("Copies differ. Run again with --repair.")
        unequal = {one.partner for one in differing}
        self.stdout.write(f"{len(compared)} partners compared, {len(unequal)} differed.")


def _checked(mirror: Mirror, partner: str, *, is_repaired: bool) -> Discrepancy:
    return repair(mirror, partner, at=timezone.now()) if is_repaired else compare(mirror, partner)


def _line(found: Discrepancy, *, is_repaired: bool) -> str:
    ids = sorted({*found.not_copied, *found.only_copied})
    state = "repaired" if is_repaired else "differs"
    return f"{found.partner}: {state}, {found.mirror.things} {', '.join(map(str, ids))}"
