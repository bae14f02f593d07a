"""People who are not signed in, or not yet."""

from typing import Final

from tests.walk.browsing import Walkers

SENNE: Final = "senne.localhost"


def knock(walkers: Walkers) -> None:
    """Try the door with a wrong password; forget the right one; ask for a page without a name."""
    with walkers.walker(SENNE, "stranger") as walker:
        walker.visit("/clients/", "sent-to-sign-in")
        walker.page.locator("input[name=login]").fill("amelie.servais@senne-telecom.example")
        walker.page.locator("input[name=password]").fill("not-the-password")
        walker.click("main form:has(input[name=password]) button[type=submit]")
        walker.look("wrong-password")
        walker.visit("/account/password/reset/", "password-forgotten")
        walker.page.locator("input[name=email]").fill("amelie.servais@senne-telecom.example")
        walker.click("main form:has(input[name=email]) button[type=submit]")
        walker.look("password-mail-sent")
        walker.visit("/no/such/page/", "not-found", expect=404)
