from datetime import UTC, date, datetime
from decimal import Decimal
import pytest
from django.db import connection
from billing.ledger.models import *
from billing.ledger.collecting import freeze_partner
from billing.ledger.calculating import calculate_partner
from billing.ledger.coming import invoice_to_come
from billing.ledger.wording import explained, cause_in_words
from extranet.partners.models import Partner
from extranet.tenancy.context import *
from tests.cast import *
from tests.contracts import subscribe
from tests.platforms.acts import report
pytestmark = pytest.mark.django_db

def test_it():
    sub = subscribe(starts_on=date(2026,1,10))
    for d in range(1,32):
        if d!=20: report(sub, date(2026,3,d), {"bt-user": 9 if d<15 else 12, "bt-fax": 1}, at=datetime(2026,4,2,tzinfo=UTC))
    at=datetime(2026,4,2,tzinfo=UTC)
    with acting(PUBLIC, OPERATOR):
        run=BillingRun.objects.create(period=date(2026,3,1), started_at=at, started_by_name="x")
        RunItem.objects.create(run=run, partner=ALPHA)
    print(freeze_partner(run_id=run.pk, partner=ALPHA, at=at))
    with acting(PUBLIC, OPERATOR):
        for s in Snapshot.objects.all(): print(s.facts, s.digest)
    print(calculate_partner(run_id=run.pk, partner=ALPHA, at=at))
    with acting(PUBLIC, OPERATOR):
        print(Invoice.objects.values())
        for l in InvoiceLine.objects.all():
            print(explained(l), l.why)
        try:
            with connection.cursor() as c, c.copy("COPY public.ledger_invoiceline (id) FROM STDIN") as cp: pass
        except Exception as e: print("COPY:", e)
    assert 0
