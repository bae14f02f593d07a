"""Staff of the three roles: on the operator's own pages, and in a partner's house."""

from typing import Final

from extranet.boot.places import ROOT
from tests.walk.browsing import Walkers
from tests.walk.doors import sign_in

OPERATOR: Final = "localhost"
KARIM: Final = "karim.benali@allocloud.example"
THOMAS: Final = "thomas.wauters@allocloud.example"
ELS: Final = "els.vermeulen@allocloud.example"
DOCUMENT: Final = ROOT / "tests" / "terms" / "irregular.fr.md"
LISTS: Final = (
    "orderbook/entry",
    "terms/acceptance",
    "terms/termsversion",
    "partners/partner",
    "accounts/user",
    "accounts/membership",
    "accounts/invitation",
    "catalogue/product",
    "catalogue/pricelist",
    "audit/auditevent",
    "outbox/message",
)

FIRST_ROW: Final = "#result_list tbody th a"


def administrator(walkers: Walkers) -> None:
    """Look through the cockpit, every list and one object of each; preview terms."""
    with walkers.walker(OPERATOR, "staff-admin") as walker:
        walker.visit("/account/login/", "sign-in")
        sign_in(walker, KARIM, has_second_factor=True)
        walker.look("cockpit")
        for name in LISTS:
            walker.visit(f"/admin/{name}/", name.replace("/", "-"))
            if walker.page.locator(FIRST_ROW).count():
                walker.click(FIRST_ROW)
                walker.look(f"{name.replace('/', '-')}-one")
        walker.visit("/admin/terms/behind/", "terms-behind")
        walker.visit("/admin/catalogue/pricelist/add/", "price-list-new")
        walker.visit("/admin/terms/publish/", "publish")
        walker.page.locator("input[name=file]").set_input_files(DOCUMENT)
        walker.page.locator("input[name=valid_from]").fill("2099-01-01")
        walker.click(".submit-row input[type=submit]")
        walker.look("publish-preview")


def at_a_partner(walkers: Walkers) -> None:
    """Enter a partner's house under `/at/`."""
    with walkers.walker(OPERATOR, "staff-at-senne") as walker:
        sign_in(walker, KARIM, has_second_factor=True)
        walker.visit("/at/senne/", "home")
        walker.visit("/at/senne/clients/", "clients")
        walker.click("main tbody a")
        walker.look("client")
        walker.visit("/at/senne/orders/", "orders")
        walker.click("main tbody a")
        walker.look("order")
        walker.visit("/at/senne/orders/new/", "new-order-forbidden", expect=403)
        walker.visit("/at/senne/people/", "people")
        walker.visit("/at/senne/settings/", "settings")
        walker.visit("/at/senne/admin/", "tables")
        walker.visit("/at/senne/admin/clients/client/", "tables-clients")
        walker.visit("/at/senne/admin/ordering/order/", "tables-orders")
        walker.visit("/at/nobody/", "no-such-partner", expect=404)


def support(walkers: Walkers) -> None:
    """Look at the cockpit; publish nothing."""
    with walkers.walker(OPERATOR, "staff-support") as walker:
        sign_in(walker, THOMAS, has_second_factor=True)
        walker.look("cockpit")
        walker.visit("/admin/terms/publish/", "publish-forbidden", expect=403)


def finance(walkers: Walkers) -> None:
    """Look at the cockpit in Dutch, and at the prices; on a dark screen."""
    with walkers.walker(OPERATOR, "staff-finance", scheme="dark") as walker:
        sign_in(walker, ELS, has_second_factor=True)
        walker.look("cockpit")
        walker.visit("/admin/catalogue/pricelist/", "price-lists")
        walker.visit("/admin/orderbook/entry/", "orders")
