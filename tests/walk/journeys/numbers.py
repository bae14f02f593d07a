"""Numbers and addresses: allocated by staff, declared by partner and client, looked up."""

from typing import Final

from tests.walk.browsing import Walkers
from tests.walk.doors import sign_in
from tests.walk.journeys.support import AMELIE, HELENE, OPERATOR, SENNE

KARIM: Final = "karim.benali@allocloud.example"


def declared(walkers: Walkers) -> None:
    """A client declares an address it had forgotten, is refused a post box, reads the history."""
    with walkers.walker(SENNE, "numbers-client") as walker:
        sign_in(walker, HELENE)
        walker.visit("/numbers/", "list")
        walker.click("main tbody a[href*='/numbers/']")
        walker.look("block")
        walker.click("a[href*='/declare-address/']")
        walker.look("declare")
        page = walker.page
        for name, value in (
            ("street", "BP 12"),
            ("house_number", ""),
            ("postal_code", "1070"),
            ("municipality", "Anderlecht"),
        ):
            page.locator(f"[name={name}]").fill(value)
        walker.click("main form button.primary")
        walker.look("refused")
        page.locator("[name=street]").fill("Quai de la Filature")
        page.locator("[name=house_number]").fill("18 bte 4")
        walker.click("main form button.primary")
        walker.look("preview")
        walker.click("main form button.primary")
        walker.look("kept")
        walker.visit("/numbers/", "list-after")


def at_the_partner(walkers: Walkers) -> None:
    """A partner sees at a glance what is covered, and the history of a block that moved."""
    with walkers.walker(SENNE, "numbers-partner") as walker:
        sign_in(walker, AMELIE, has_second_factor=True)
        walker.visit("/numbers/", "list")
        walker.visit("/search/?q=02+899+01+30", "search")
        walker.go("/numbers/?words=02+899+01+20")
        walker.click("main tbody a[href*='/numbers/']")
        walker.look("moved-block")


def at_the_operator(walkers: Walkers) -> None:
    """Staff look an address up, allocate a block, see what is missing."""
    with walkers.walker(OPERATOR, "numbers-staff") as walker:
        sign_in(walker, KARIM, has_second_factor=True)
        walker.visit("/admin/registry/lookup/", "lookup")
        walker.visit("/admin/registry/lookup/?number=02+899+01+30", "lookup-declared")
        walker.visit("/admin/registry/lookup/?number=02+899+33+31", "lookup-none")
        walker.visit("/admin/registry/lookup/?number=02+899+99+99", "lookup-not-hosted")
        walker.visit("/admin/numbering/holding/", "blocks")
        walker.visit("/admin/registry/registration/", "registrations")
        walker.visit("/at/senne/admin/numbering/block/", "blocks-of-senne")
        walker.visit("/at/senne/admin/numbering/block/add/", "allocate")
        walker.visit("/admin/desk/rota/publish/", "rota-publish")
        walker.visit("/admin/desk/calendar/publish/", "calendar-publish")
