"""Freezing the facts of a month: from then on, what changes at a partner changes no draft of the run.

Terms: telavox.4, bt.11
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID, uuid5

import structlog
from django.db import transaction

from billing.ledger.codec import digest_of
from billing.ledger.facts import collect_facts
from billing.ledger.frozen import AccountFacts, SetAside, frozen
from billing.ledger.models import BillingRun, RunItem, Snapshot
from billing.ledger.works import take_works
from billing.rules.days import month_of
from extranet.partners.models import Partner
from extranet.tenancy.context import OPERATOR, acting

log = structlog.get_logger("billing.ledger")
BATCH: Final = 500


@dataclass(frozen=True)
class Frozen:
    """How many accounts of a partner are in a run, and how many of them could not even be understood."""

    subscriptions: int
    parked: int


def freeze_partner(*, run_id: UUID, partner: str, at: datetime) -> Frozen:
    """Write what is known of every account of a partner in the run's month. A second call changes nothing.

    All or nothing; once the run has left *collecting*, nothing is added any more.
    Raises BillingRun.DoesNotExist, RunItem.DoesNotExist, Partner.DoesNotExist.

    Terms: telavox.4, bt.11
    """
    with acting(partner, OPERATOR), transaction.atomic():
        # The item is the lock of a partner's part of the run: two workers would freeze two moments.
        item = RunItem.objects.select_for_update(no_key=True).get(run_id=run_id, partner=partner)
        run = BillingRun.objects.get(pk=item.run_id)
        written = Snapshot.objects.filter(run=run, partner=partner)
        if run.status == BillingRun.Status.COLLECTING and not written.exists():
            found = Partner.objects.get(schema_name=partner)
            accounts = collect_facts(partner=found, month=month_of(run.period))
            Snapshot.objects.bulk_create([_row(run, partner, one) for one in accounts], batch_size=BATCH)
            take_works(run, partner, [one.month for one in accounts if isinstance(one, AccountFacts)])
            log.info("facts_frozen", run=str(run.pk), partner=partner, accounts=len(accounts), at=at.isoformat())
        return Frozen(written.count(), written.exclude(parked_reason="").count())


def _row(run: BillingRun, partner: str, known: AccountFacts | SetAside) -> Snapshot:
    facts = frozen(known) if isinstance(known, AccountFacts) else {}
    parked = known if isinstance(known, SetAside) else None
    account = known.account
    return Snapshot(
        id=uuid5(run.pk, str(account.subscription_id)),
        run=run,
        partner=partner,
        client_id=account.client_id,
        client_name=account.client_name,
        subscription_id=account.subscription_id,
        family=account.family.value,
        account=account.account,
        facts=facts,
        digest=digest_of(facts),
        parked_reason=parked.reason if parked else "",
        parked_facts=parked.facts() if parked else {},
    )
