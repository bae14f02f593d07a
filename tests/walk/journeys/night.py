"""The night: somebody's emergency calls fail, the person on call is reached on their telephone and takes it up."""

from urllib.parse import urlsplit

from tests.walk.browsing import Walkers
from tests.walk.doors import sign_in
from tests.walk.journeys.support import DIRECT, GISELE, OPERATOR, THOMAS, asks
from tests.walk.mails import link_in_mail_to


def on_call_answers(walkers: Walkers) -> None:
    """A direct client reports that 112 fails; whoever is on call opens the message, reads the facts and answers."""
    with walkers.walker(DIRECT, "night-client") as walker:
        sign_in(walker, GISELE)
        walker.go("/tickets/new/")
        asks(walker, ground="emergency_calls_fail", subject="Le 112 ne répond plus", name="sent")
        ticket = walker.page.url
        with walkers.walker(OPERATOR, "night-on-call") as called:
            link = urlsplit(link_in_mail_to(called, "garde+"))
            called.visit(link.path, "page")
            called.click("main form button")
            called.look("answered")
            called.visit(link.path, "again")
        walker.page.goto(ticket, wait_until="load")
        walker.look("taken")
    with walkers.walker(OPERATOR, "night-desk") as walker:
        sign_in(walker, THOMAS, has_second_factor=True)
        walker.visit("/admin/desk/page/", "pages")
