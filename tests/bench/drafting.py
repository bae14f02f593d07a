"""Drafting a month: lines a second from frozen facts to rows, against COPY of the same rows into the same table."""

import time
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final
from uuid import NAMESPACE_OID, uuid5

from django.db import connection, transaction

from billing.ledger.calculating import NAMES, calculate_partner
from billing.ledger.models import BillingRun, InvoiceLine, Snapshot
from extranet.tenancy.context import OPERATOR, OWNER, PUBLIC, acting
from tests.cast import ALPHA
from tests.ledger.playing import AT, a_run, contract, freeze, report

MONTH: Final = date(2026, 6, 1)
# Different accounts, so that what the rules remember of one is not the answer of all; each then many times.
MODELS: Final = 60
ACCOUNTS: Final = 3000


def figures() -> Iterator[str]:
    """Yield the lines to print."""
    run = _frozen_run()
    began = time.perf_counter()
    calculated = calculate_partner(run_id=run.pk, partner=ALPHA, at=AT)
    drafting = time.perf_counter() - began
    copying = _copy_again(run)
    yield (
        f"drafting: {calculated.lines} lines of {ACCOUNTS} accounts, {calculated.lines / drafting:,.0f} lines/s;"
        f" COPY of the same rows {calculated.lines / copying:,.0f} rows/s; ratio {drafting / copying:.1f}"
    )


def _frozen_run() -> BillingRun:
    for number in range(MODELS):
        subscription = contract(
            {"bt-user": (5 + number, "8.00"), "bt-fax": (1, "5.00")}, starts_on=MONTH - timedelta(days=12)
        )
        report(subscription, date(2026, 5, 20), date(2026, 6, 11), {"bt-user": 5 + number, "bt-fax": 1})
        report(subscription, date(2026, 6, 12), date(2026, 6, 30), {"bt-user": 7 + number, "bt-fax": 2})
    run = a_run(MONTH, ALPHA)
    freeze(run)
    with acting(PUBLIC, OPERATOR):
        models = list(Snapshot.objects.filter(run=run))
        Snapshot.objects.bulk_create([_another(models[number % MODELS], number) for number in range(MODELS, ACCOUNTS)])
    return run


def _another(model: Snapshot, number: int) -> Snapshot:
    """Return the facts of one account under the name of another."""
    subscription_id = uuid5(NAMESPACE_OID, str(number))
    text = str(model.subscription_id)
    facts = _renamed(model.facts, text, str(subscription_id))
    return Snapshot(
        run_id=model.run_id,
        partner=model.partner,
        client_id=model.client_id,
        client_name=model.client_name,
        subscription_id=subscription_id,
        family=model.family,
        account=model.account,
        facts=facts,
        digest=model.digest,
    )


def _renamed(value: object, old: str, new: str) -> object:
    if isinstance(value, dict):
        return {name: _renamed(inner, old, new) for name, inner in value.items()}
    if isinstance(value, list):
        return [_renamed(inner, old, new) for inner in value]
    return new if value == old else value


def _copy_again(run: BillingRun) -> float:
    """Return the seconds that PostgreSQL takes to copy the very rows back, as owner, without any rule of ours."""
    with acting(PUBLIC, OWNER), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SELECT {NAMES} FROM public.ledger_invoiceline")
        rows = [tuple(_plain(value) for value in row) for row in cursor.fetchall()]
        InvoiceLine.objects.filter(invoice__run=run).delete()
        began = time.perf_counter()
        with cursor.copy(f"COPY public.ledger_invoiceline ({NAMES}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        seconds = time.perf_counter() - began
        transaction.set_rollback(True)
    return seconds


def _plain(value: object) -> object:
    return value if not isinstance(value, dict | list) else str(value)
