"""Invoices: the one to come, issued ones opened line by line; a run read by staff."""

from typing import Final

from tests.walk.browsing import Walkers
from tests.walk.doors import sign_in
from tests.walk.journeys.support import DIRECT, GISELE, OPERATOR, SENNE

NADIA: Final = "nadia.elamrani@senne-telecom.example"
ELS: Final = "els.vermeulen@allocloud.example"
LIEN: Final = "lien.verhaegen@dijle-telecom.example"
DIJLE: Final = "dijle.localhost"


def partner_reads(walkers: Walkers) -> None:
    """Finance of a partner reads the invoice to come and an issued one, opens a line, prints."""
    with walkers.walker(SENNE, "invoices-finance") as walker:
        sign_in(walker, NADIA, has_second_factor=True)
        walker.look("home")
        walker.visit("/invoices/", "list")
        walker.visit("/invoices/coming/", "coming")
        walker.go("/invoices/")
        walker.click("main tbody a")
        walker.look("invoice")
        summary = walker.page.locator("main details summary").locator("visible=true")
        if summary.count():
            summary.first.click()
        walker.look("invoice-why")
        walker.print_out("invoice")
        walker.click("a[href*='/print/']")
        walker.look("sheet")
    with walkers.walker(DIJLE, "invoices-dutch") as walker:
        sign_in(walker, LIEN, has_second_factor=True)
        walker.visit("/invoices/", "list")
        walker.click("main tbody a")
        walker.look("invoice")


def direct_client_reads(walkers: Walkers) -> None:
    """A direct client's administrator reads their own invoices."""
    with walkers.walker(DIRECT, "invoices-direct") as walker:
        sign_in(walker, GISELE)
        walker.visit("/invoices/", "list")
        walker.visit("/invoices/coming/", "coming")


def clerk_runs(walkers: Walkers) -> None:
    """The finance clerk reads the runs and the drafts of the last month."""
    with walkers.walker(OPERATOR, "billing-clerk") as walker:
        sign_in(walker, ELS, has_second_factor=True)
        walker.look("cockpit")
        walker.visit("/admin/ledger/billingrun/", "runs")
        walker.click("#result_list tbody a")
        walker.look("run")
        walker.visit("/admin/ledger/invoice/", "invoices")
        walker.click("#result_list tbody a")
        walker.look("invoice")
        walker.visit("/admin/ledger/discount/", "discounts")
        walker.visit("/admin/ledger/reading/", "readings")
