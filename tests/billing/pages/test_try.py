import pytest, time, cProfile, pstats
from datetime import date
from django.db import connection
from tests.cast import *
from tests.ledger import playing
from billing.ledger.coming import invoice_to_come
from billing.coming import panel_of
from extranet.partners.models import Partner
pytestmark = pytest.mark.django_db
def test_it():
    subs=[playing.contract({"bt-user": (10, "8.00"), "bt-fax": (1, "5.00")}) for _ in range(150)]
    t=time.time()
    for n,s in enumerate(subs):
        playing.report(s, date(2026,9,26), date(2026,10,14), {"bt-user": 5+n%40, "bt-fax": 1+n%7})
        playing.report(s, date(2026,10,15), date(2026,11,23), {"bt-user": 8+n%30, "bt-fax": 1+n%5})
    print("report", time.time()-t)
    place(ALPHA)
    p=Partner.objects.get(schema_name=ALPHA)
    for _ in range(2):
        t=time.time()
        pr=cProfile.Profile()
        c=invoice_to_come(partner=p, client_id=None, day=date(2026,11,24))
        print("coming", time.time()-t, len(c.expected.lines), len(c.waiting))
        t=time.time(); panel_of(c); print("panel", time.time()-t)
    pr.enable(); invoice_to_come(partner=p, client_id=None, day=date(2026,11,24)); pr.disable()
    pstats.Stats(pr).sort_stats("cumtime").print_stats(25)
    assert 0
