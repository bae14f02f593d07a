"""`manage.py bill 2026-10`: start billing a month, like the button; workers then go on with it."""

from argparse import ArgumentParser
from time import sleep
from typing import Final

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from billing.ledger.models import BillingRun
from billing.ledger.runs import AlreadyRun, month_in_words, read_month, start_run
from billing.ledger.standing import progress_of, totals_of
from billing.ledger.working import step
from extranet.errors import Refusal
from extranet.look import formats
from extranet.tenancy.context import OPERATOR, PUBLIC, acting

Status = BillingRun.Status
WORKED: Final = frozenset({Status.COLLECTING, Status.FROZEN, Status.CALCULATING})
# Between two looks while workers are at the last partners, or a failed one waits for its next try.
PAUSE_SECONDS: Final = 1


class Command(BaseCommand):
    """Starts the run of a month; a month that has one keeps it."""

    help = (
        "Lance la facturation d’un mois fini, comme le bouton du poste de pilotage, et dit où elle en est. Un mois "
        "déjà lancé ne change pas. Deux personnes relisent et approuvent ensuite les brouillons sur les pages de "
        "l’opérateur."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("month", metavar="MOIS", help="l’année puis le mois : 2026-10")
        parser.add_argument(
            "--wait",
            action="store_true",
            help="travailler ici même, à côté des autres, jusqu’à ce que les brouillons soient à relire",
        )

    def handle(self, *, month: str, wait: bool, **options: object) -> None:
        with acting(PUBLIC, OPERATOR):
            run = self._started(month)
            if wait:
                self._work(run)
            self._tell(run)

    def _started(self, month: str) -> BillingRun:
        try:
            return start_run(period=read_month(month), actor=None, at=timezone.now())
        except AlreadyRun as refusal:
            self.stdout.write(str(refusal))
            return refusal.run
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal

    def _work(self, run: BillingRun) -> None:
        while run.status in WORKED:
            if not step(run_id=run.pk, clock=timezone.now):
                sleep(PAUSE_SECONDS)
            before = run.status
            run.refresh_from_db()
            if run.status != before:
                self.stdout.write(f"{month_in_words(run.period)} : {run.get_status_display()}")

    def _tell(self, run: BillingRun) -> None:
        run.refresh_from_db()
        progress, totals = progress_of(run), totals_of(run)
        parked = run.snapshots.exclude(parked_reason="").count()
        partners = sum(progress.by_status.values())
        self.stdout.write(
            f"{month_in_words(run.period)} : {run.get_status_display()}. Partenaires {partners}, "
            f"factures {totals.invoices}, total HTVA {formats.money(totals.net)}, comptes mis de côté {parked}, "
            f"partenaires mis de côté {progress.set_aside}."
        )
