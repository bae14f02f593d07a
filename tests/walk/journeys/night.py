"""The night: somebody's emergency calls fail and the person on call takes it up; who is on call, and how it is kept."""

from typing import Final
from urllib.parse import urlsplit

from tests.walk.browsing import Walkers
from tests.walk.doors import sign_in
from tests.walk.journeys.support import DIRECT, GISELE, OPERATOR, THOMAS, asks
from tests.walk.mails import link_in_mail_to

KARIM: Final = "karim.benali@allocloud.example"
NOOR: Final = "noor.claessens@allocloud.example"


def on_call_answers(walkers: Walkers) -> None:
    """A direct client reports that 112 fails; whoever is on call opens the message, reads the facts and answers."""
    with walkers.walker(DIRECT, "night-client") as walker:
        sign_in(walker, GISELE)
        walker.go("/tickets/new/")
        asks(walker, ground="emergency_calls_fail", subject="Le 112 ne répond plus", name="sent")
        ticket = walker.page.url
        number = walker.page.title().partition(",")[0]
        with walkers.walker(OPERATOR, "night-on-call") as called:
            link = urlsplit(link_in_mail_to(called, "garde+", about=number))
            called.visit(link.path, "page")
            called.click("main form button")
            called.look("answered")
            called.visit(link.path, "again")
        walker.page.goto(ticket, wait_until="load")
        walker.look("taken")
    with walkers.walker(OPERATOR, "night-desk") as walker:
        sign_in(walker, THOMAS, has_second_factor=True)
        walker.visit("/admin/desk/page/", "pages")


def watch_is_kept(walkers: Walkers) -> None:
    """Whoever is on call looks after the watch on a telephone: layers, exchange, note, agenda, ways, tests, report."""
    with walkers.walker(OPERATOR, "night-watch") as walker:
        sign_in(walker, THOMAS, has_second_factor=True)
        walker.visit("/admin/desk/rota/", "rota")
        walker.page.locator("textarea[name=text]").fill("Rien d’ouvert. Le site de Tilleuls attend son numéro.")
        walker.click("form[action$='/rota/note/'] button")
        walker.look("note-added")
        for path, name in (
            ("rota/swaps/ask", "swap"),
            ("rota/take", "take"),
            ("rota/feeds", "agenda"),
            ("ways", "ways"),
            ("page", "pages"),
            ("pages/report", "report"),
            ("drill", "drills"),
            ("pagingalarm", "alarms"),
            ("pagingchain", "chains"),
            ("outsidecontact", "outside"),
        ):
            walker.visit(f"/admin/desk/{path}/", name)
        walker.go("/admin/desk/page/")
        walker.click("#result_list tbody a")
        walker.look("page-one")
    with walkers.walker(OPERATOR, "night-asked") as walker:
        sign_in(walker, NOOR, has_second_factor=True)
        walker.visit("/admin/desk/rota/", "rota-swap-asked")


def night_is_decided(walkers: Walkers) -> None:
    """An administrator reads what decides the night: both layers to publish, the chain, who is warned outside."""
    with walkers.walker(OPERATOR, "night-administrator") as walker:
        sign_in(walker, KARIM, has_second_factor=True)
        walker.visit("/admin/desk/rota/publish/", "rota-publish")
        walker.visit("/admin/desk/rota/publish/?layer=2", "rota-publish-second")
        walker.visit("/admin/desk/chain/publish/", "chain-publish")
        walker.visit("/admin/desk/outsidecontact/add/", "outside-new")
        walker.go("/admin/desk/outsidecontact/")
        walker.click("#result_list tbody th a, #result_list tbody a")
        walker.look("outside-one")
        walker.go("/admin/desk/pagingchain/")
        walker.click("#result_list tbody a")
        walker.look("chain-one")
