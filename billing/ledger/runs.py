"""The run of a month: what people decide about it. What it does by itself stands in `working` and `finalising`.

Every act locks the run's row, never for its keys: the snapshots that workers write refer to it meanwhile. Whoever
needs an item too takes it after the run. Stand in `public` as the operator.

Terms: telavox.4, bt.11
"""

import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Count, Min, Sum
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from billing.ledger.models import BillingRun, Invoice, InvoiceLine, RunItem, Snapshot, VatTotal
from billing.ledger.works import free_works
from billing.rules.days import month_of
from extranet.accounts.models import Role, User
from extranet.audit import services as audit
from extranet.errors import IllegalMove, InvalidInput, NotAllowed, Stale
from extranet.look import formats
from extranet.orderbook.models import Entry
from extranet.outbox.services import enqueue
from extranet.partners.models import Partner
from extranet.times import brussels_day

Status = BillingRun.Status
WAKE: Final = "ledger.wake_run"
BILLERS: Final = frozenset({Role.STAFF_FINANCE, Role.STAFF_ADMIN})
ONE_RUN: Final = "one_run_a_month"
MONTH: Final = re.compile(r"(2[0-9]{3})-(0[1-9]|1[0-2])")
LONGEST_REASON: Final = 200
# Up to approval nothing is issued: drafts may be made again, or thrown away.
OPEN: Final = frozenset({Status.COLLECTING, Status.FROZEN, Status.CALCULATING, Status.REVIEW})
ZERO: Final = Decimal(0)


class AlreadyRun(IllegalMove):
    """The month has its run: this one. Nothing was changed."""

    def __init__(self, message: str, *, run: BillingRun) -> None:
        super().__init__(message, code="run_exists")
        self.run = run


def read_month(text: str) -> date:
    """Return the first day of a month written as 2026-10. Raises InvalidInput for anything else."""
    found = MONTH.fullmatch(text.strip())
    if found is None:
        sentence = _("« %(text)s » n’est pas un mois : écrivez l’année puis le mois, comme 2026-10.") % {"text": text}
        raise InvalidInput(sentence, code="run_month_unread", fields={"month": sentence})
    return date(int(found[1]), int(found[2]), 1)


# ---------- Starting ----------
@transaction.atomic
def start_run(*, period: date, actor: User | None, at: datetime) -> BillingRun:
    """Start billing the month that begins on `period`: from then on the run works by itself until it is to be read.

    `actor` None is a command run by the operator. A month is run once: of two people who start it at once the
    database keeps the first. Raises NotAllowed, InvalidInput (a month that is not over, or before any service),
    AlreadyRun with the run there is, ValueError for a day that begins no month.

    Terms: telavox.4, bt.11
    """
    _require_biller(actor)
    _check_month(period, brussels_day(at))
    name = actor.name if actor else audit.SYSTEM
    try:
        with transaction.atomic():
            run = BillingRun.objects.create(
                period=period, started_at=at, started_by_id=actor.pk if actor else None, started_by_name=name
            )
    except IntegrityError as error:
        if _constraint(error) != ONE_RUN:
            raise
        raise _already_run(period) from error
    partners = Partner.objects.order_by("schema_name").values_list("schema_name", flat=True)
    RunItem.objects.bulk_create([RunItem(run=run, partner=schema) for schema in partners])
    audit.record(actor=actor, act="run.started", target=run, at=at, changes={"month": period})
    enqueue(WAKE, str(run.pk))
    return run


def first_month() -> date | None:
    """Return the first month that can be billed: that of the first order placed; None before any.

    Terms: telavox.4, bt.11
    Reading: an order is never placed for a day gone by, so no service is older than the first order.
    """
    placed_at = Entry.objects.filter(status=Entry.Status.PLACED).aggregate(first=Min("placed_at"))["first"]
    return None if placed_at is None else month_of(brussels_day(placed_at)).start


def month_in_words(period: date) -> str:
    """Return the month as it opens a sentence: Octobre 2026."""
    return capfirst(formats.day(period, "month"))


def _check_month(period: date, today: date) -> None:
    month = month_of(period)
    if period != month.start:
        raise ValueError("a run is of a month: name its first day")
    if today < month.end:
        sentence = _("%(month)s n’est pas fini : la facturation peut être lancée dès le %(day)s.")
        raise _month_refused(sentence, "run_month_not_over", month=month_in_words(period), day=formats.day(month.end))
    first = first_month()
    if first is None:
        raise _month_refused(_("Aucune commande n’est encore passée : il n’y a rien à facturer."), "run_no_service")
    if month.start < first:
        sentence = _("%(month)s vient avant tout service. Le premier mois à facturer est %(first)s.")
        facts = {"month": month_in_words(period), "first": formats.day(first, "month")}
        raise _month_refused(sentence, "run_month_too_early", **facts)


def _month_refused(sentence: str, code: str, **facts: str) -> InvalidInput:
    told = sentence % facts
    return InvalidInput(told, code=code, fields={"month": told})


def _already_run(period: date) -> IllegalMove:
    run = BillingRun.objects.filter(period=period).exclude(status=Status.CANCELLED).first()
    if run is None:
        return IllegalMove(
            _("La facturation de ce mois vient d’être annulée : recommencez."), code="run_just_cancelled"
        )
    sentence = _(
        "%(month)s a déjà sa facturation, lancée par %(name)s le %(at)s ; son état : %(state)s. Rien n’a changé."
    )
    facts = {
        "month": month_in_words(period),
        "name": run.started_by_name,
        "at": formats.instant(run.started_at),
        "state": run.get_status_display(),
    }
    return AlreadyRun(sentence % facts, run=run)


# ---------- Reading and approving ----------
@transaction.atomic
def review_run(*, run_id: UUID, revision: int, actor: User, at: datetime) -> BillingRun:
    """Note that somebody read the drafts; another person then approves them.

    `revision`: of the run as that person saw it. Raises NotAllowed, Stale, IllegalMove, BillingRun.DoesNotExist.

    Terms: telavox.4, bt.11
    """
    _require_biller(actor)
    run = _locked(run_id, revision)
    if run.status != Status.REVIEW:
        raise _wrong_state(run)
    if run.reviewed_at is not None:
        sentence = _("Cette facturation est déjà relue par %(name)s : une autre personne l’approuve.")
        raise IllegalMove(sentence % {"name": run.reviewed_by_name}, code="run_already_reviewed")
    run.reviewed_at, run.reviewed_by_id, run.reviewed_by_name = at, actor.pk, actor.name
    run.revision += 1
    run.save(update_fields=["reviewed_at", "reviewed_by_id", "reviewed_by_name", "revision"])
    audit.record(actor=actor, act="run.reviewed", target=run, at=at, changes=_drafted(run))
    return run


@transaction.atomic
def approve_run(*, run_id: UUID, revision: int, actor: User, at: datetime) -> BillingRun:
    """Approve drafts that another person has read: the run then issues them by itself, and nothing stops it.

    Raises NotAllowed (also for whoever read them), Stale, IllegalMove, BillingRun.DoesNotExist.

    Terms: telavox.4, bt.11
    """
    _require_biller(actor)
    run = _locked(run_id, revision)
    if run.status != Status.REVIEW:
        raise _wrong_state(run)
    if run.reviewed_at is None:
        raise IllegalMove(
            _("Personne n’a encore relu cette facturation : relisez-la d’abord."), code="run_not_reviewed"
        )
    if run.reviewed_by_id == actor.pk:
        sentence = _("Vous avez relu cette facturation : demandez à une autre personne de l’approuver.")
        raise NotAllowed(sentence, code="run_same_person")
    run.approved_by_id, run.approved_by_name = actor.pk, actor.name
    run.move_to(Status.APPROVED, at=at)
    run.save(update_fields=["status", "revision", "approved_at", "approved_by_id", "approved_by_name"])
    audit.record(actor=actor, act="run.approved", target=run, at=at, changes=_drafted(run))
    enqueue(WAKE, str(run.pk))
    return run


# ---------- Taking back ----------
@transaction.atomic
def cancel_run(*, run_id: UUID, revision: int, reason: str, actor: User, at: datetime) -> BillingRun:
    """Give a run up before it is approved: its drafts go, the audit trail keeps what they came to.

    The month can then be run again. Raises NotAllowed, InvalidInput, Stale, IllegalMove, BillingRun.DoesNotExist.

    Terms: telavox.4, bt.11
    """
    _require_biller(actor)
    why = " ".join(reason.split())
    if not why or len(why) > LONGEST_REASON:
        sentence = _("Dites pourquoi, en 200 signes au plus : la raison reste dans le journal.")
        raise InvalidInput(sentence, code="run_reason", fields={"reason": sentence})
    run = _locked(run_id, revision)
    if run.status not in OPEN:
        raise _wrong_state(run)
    # Waits for the partners under work; whoever claims one afterwards reads that the run is cancelled.
    list(RunItem.objects.select_for_update(no_key=True).filter(run=run).order_by("partner"))
    changes = {"reason": why, **_drafted(run), "drafts": _each_draft(run)}
    _remove_drafts(run)
    free_works(run)
    run.cancelled_by_name, run.cancelled_reason = actor.name, why
    run.move_to(Status.CANCELLED, at=at)
    run.save(update_fields=["status", "revision", "cancelled_at", "cancelled_by_name", "cancelled_reason"])
    audit.record(actor=actor, act="run.cancelled", target=run, at=at, changes=changes)
    return run


@transaction.atomic
def recollect_partner(*, run_id: UUID, partner: str, revision: int, actor: User, at: datetime) -> BillingRun:
    """Take one partner's facts again, after what set it or its accounts aside was put right.

    Its drafts are thrown away and the run goes back to collecting; nothing of the other partners changes. A review
    made before counts no more. Raises NotAllowed, Stale, IllegalMove, BillingRun.DoesNotExist, RunItem.DoesNotExist.

    Terms: telavox.4, bt.11
    """
    _require_biller(actor)
    run = _locked(run_id, revision)
    if run.status not in OPEN:
        raise _wrong_state(run)
    item = RunItem.objects.select_for_update(no_key=True).get(run=run, partner=partner)
    _remove_drafts(run, partner=partner)
    Snapshot.objects.filter(run=run, partner=partner).delete()
    free_works(run, partner=partner)
    fresh = RunItem(pk=item.pk, run=run, partner=partner)
    fresh.save(
        force_update=True,
        update_fields=["status", "subscriptions", "parked", "attempts", "last_error", "due_at", "done_at"],
    )
    if run.status == Status.COLLECTING:
        run.revision += 1
    else:
        run.move_to(Status.COLLECTING, at=at)
    run.frozen_at = run.calculated_at = run.reviewed_at = run.reviewed_by_id = None
    run.reviewed_by_name = ""
    fields = ["status", "revision", "frozen_at", "calculated_at", "reviewed_at", "reviewed_by_id", "reviewed_by_name"]
    run.save(update_fields=fields)
    changes = {"partner": partner, "was": item.status, "parked": item.parked, "error": item.last_error}
    audit.record(actor=actor, act="run.partner_recollected", target=run, at=at, changes=changes)
    enqueue(WAKE, str(run.pk))
    return run


def _remove_drafts(run: BillingRun, **narrowed: str) -> None:
    # Not by cascade: it would read every line before deleting it.
    drafts = Invoice.objects.filter(run=run, status=Invoice.Status.DRAFT, **narrowed)
    InvoiceLine.objects.filter(invoice__in=drafts).delete()
    VatTotal.objects.filter(invoice__in=drafts).delete()
    drafts.delete()


# ---------- Shared ----------
def _locked(run_id: UUID, revision: int) -> BillingRun:
    run = BillingRun.objects.select_for_update(no_key=True).get(pk=run_id)
    if run.revision != revision:
        sentence = _("La facturation a changé depuis que vous l’avez lue : lisez-la à nouveau, puis décidez.")
        raise Stale(sentence, code="run_changed")
    return run


def _require_biller(actor: User | None) -> None:
    if actor is not None and actor.staff_role not in BILLERS:
        sentence = _("Les finances et les administrateurs de l’opérateur facturent. Demandez-le-leur.")
        raise NotAllowed(sentence, code="billing_is_for_finance")


def _wrong_state(run: BillingRun) -> IllegalMove:
    sentence = _(
        "%(month)s : la facturation est dans l’état « %(state)s », cet acte ne s’y fait pas. Rechargez la page."
    )
    facts = {"month": month_in_words(run.period), "state": run.get_status_display()}
    return IllegalMove(sentence % facts, code=f"run_{run.status}")


def _drafted(run: BillingRun) -> Mapping[str, Any]:
    """Return what the drafts of a run come to, for the audit trail."""
    told = Invoice.objects.filter(run=run).aggregate(count=Count("pk"), net=Sum("net"), gross=Sum("gross"))
    return {"invoices": told["count"], "net": told["net"] or ZERO, "gross": told["gross"] or ZERO}


def _each_draft(run: BillingRun) -> list[list[object]]:
    drafts = Invoice.objects.filter(run=run).order_by("partner", "buyer_name", "pk")
    return [[*row] for row in drafts.values_list("partner", "buyer_name", "net", "gross", "digest")]


def _constraint(error: IntegrityError) -> str:
    return str(getattr(getattr(error.__cause__, "diag", None), "constraint_name", ""))
