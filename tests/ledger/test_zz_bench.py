import time, cProfile, pstats
from dataclasses import replace
from uuid import uuid4
from datetime import date
import pytest
from billing.ledger import drafts
from billing.ledger.frozen import frozen, thawed
from billing.ledger.codec import canonical
from billing.ledger.calculating import copy_lines
from billing.ledger.models import *
from billing.rules.counts import Reported
from extranet.tenancy.context import *
from tests.ledger.playing import *
from tests.ledger.test_facts import only
import json
pytestmark = pytest.mark.django_db
def test_bench():
    own = contract(USERS); report(own, date(2026,3,1), date(2026,3,12), {"bt-user": 9, "bt-fax": 2}); report(own, date(2026,3,13), date(2026,3,31), {"bt-user": 11, "bt-fax": 2})
    known = only()
    texts=[]
    for n in range(3000):
        k=replace(known, account=replace(known.account, subscription_id=uuid4(), client_name=f"C{n}"), month=replace(known.month, elements={e: Reported(tuple((c or 0)+n%37 for c in s.daily)) for e,s in known.month.elements.items()}))
        texts.append(json.loads(canonical(frozen(k))))
    run=a_run(date(2026,3,1), "alpha")
    pr=cProfile.Profile()
    t=time.perf_counter()
    facts=[thawed(x) for x in texts]; t1=time.perf_counter()
    pr.enable(); d=drafts.draft_invoices(facts); pr.disable(); pstats.Stats(pr).sort_stats("tottime").print_stats(22); t2=time.perf_counter()
    rows=[drafts.rows_of(i, run_id=run.pk) for i in d.invoices]; t3=time.perf_counter()
    place=acting(PUBLIC, OPERATOR); place.__enter__()
    Invoice.objects.bulk_create([r.invoice for r in rows])
    copy_lines(l for r in rows for l in r.lines); t4=time.perf_counter()
    n=sum(len(r.lines) for r in rows)
    print(n, "thaw",t1-t,"draft",t2-t1,"rows",t3-t2,"copy",t4-t3, "lines/s", n/(t4-t))
    place.__exit__(None,None,None)
    assert 0
