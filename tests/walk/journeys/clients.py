"""Clients: those of a partner, who read, and direct ones, who order for themselves."""

from typing import Final

from tests.walk.browsing import Walkers
from tests.walk.doors import sign_in
from tests.walk.journeys import orders

SENNE: Final = "senne.localhost"
DIRECT: Final = "direct.localhost"
GISELE: Final = "gisele.marchand@coquelicots.example"
HELENE: Final = "helene.delcourt@delcourt.example"
YVES: Final = "yves.marchal@delcourt.example"


def direct_administrator(walkers: Walkers) -> None:
    """Order for one's own organisation."""
    with walkers.walker(DIRECT, "direct-client") as walker:
        sign_in(walker, GISELE)
        walker.look("home")
        orders.start_own(walker)
        orders.finish(walker, {"telavox-base": 3, "sip-channel": 2})
        walker.click("main .page-head a[href*='/terms/certificates/']")
        walker.look("certificate")
        walker.visit("/orders/", "orders")
        walker.visit("/people/", "people")
        walker.visit("/clients/", "clients-forbidden", expect=403)


def administrator(walkers: Walkers) -> None:
    """See one's own services and people; order nothing."""
    with walkers.walker(SENNE, "client-admin") as walker:
        sign_in(walker, HELENE)
        walker.look("home")
        walker.visit("/acknowledge-terms/", "acknowledge")
        if walker.page.locator("input[name=is_accepted]").count():
            walker.page.locator("input[name=is_accepted]").check()
            walker.click("#accept button.primary")
            walker.look("acknowledged")
        walker.visit("/people/", "people")
        walker.visit("/people/invite/", "invite")
        walker.visit("/orders/", "orders-forbidden", expect=403)
        walker.visit("/terms/general/", "terms")


def user(walkers: Walkers) -> None:
    """See one's own services, and nothing else."""
    with walkers.walker(SENNE, "client-user") as walker:
        sign_in(walker, YVES)
        walker.look("home")
        walker.visit("/people/", "people-forbidden", expect=403)
        walker.visit("/account/2fa/", "security")
        walker.visit("/account/2fa/totp/activate/", "second-factor-set-up")
