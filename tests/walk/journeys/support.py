"""Tickets: a client asks, a partner escalates, the desk answers, the night is called."""

from typing import Final

from playwright.sync_api import FilePayload

from extranet.demo.photos import photo_of_a_telephone
from tests.walk.browsing import Walker, Walkers
from tests.walk.doors import sign_in

SENNE: Final = "senne.localhost"
DIJLE: Final = "dijle.localhost"
WESER: Final = "weser.localhost"
DIRECT: Final = "direct.localhost"
OPERATOR: Final = "localhost"
HELENE: Final = "helene.delcourt@delcourt.example"
YVES: Final = "yves.marchal@delcourt.example"
AMELIE: Final = "amelie.servais@senne-telecom.example"
BRAM: Final = "bram.claes@senne-telecom.example"
GREET: Final = "greet.wouters@wzc-zonneveld.example"
MARC: Final = "marc.lennertz@weser-kom.example"
GISELE: Final = "gisele.marchand@coquelicots.example"
PIETER: Final = "pieter.vandamme@vandamme-logistics.example"
THOMAS: Final = "thomas.wauters@allocloud.example"
MOBILE: Final = "0470 89 90 11"
OUTCOME: Final = ".outcome .why"


def asks(walker: Walker, *, ground: str, subject: str, name: str) -> None:
    """Fill the form of a new ticket, read what will happen, send it, read what happened."""
    page = walker.page
    page.locator(f"input[name=ground][value={ground}]").check()
    if page.locator("input[name=holdings]").count():
        page.locator("input[name=holdings]").first.check()
    page.locator("input[name=place]").fill("Bâtiment A")
    page.locator("input[name=call_back_number]").fill(MOBILE)
    page.locator("input[name=subject]").fill(subject)
    page.locator("textarea[name=text]").fill("Depuis ce matin, sans changement de notre part.")
    page.locator(OUTCOME).wait_for()
    walker.look(f"{name}-told")
    page.locator(".outcome summary").first.click()
    walker.look(f"{name}-why")
    walker.click("form button.primary")
    walker.look(f"{name}-sent")


def client_asks(walkers: Walkers) -> None:
    """An end client opens a critical and an ordinary ticket, answers, reads the receipt."""
    with walkers.walker(SENNE, "ticket-client") as walker:
        sign_in(walker, HELENE)
        walker.visit("/tickets/", "list")
        walker.visit("/tickets/new/", "new")
        walker.click("form button.primary")
        walker.look("new-refused")
        walker.go("/tickets/new/")
        asks(walker, ground="no_incoming", subject="Plus d’appels entrants", name="critical")
        walker.page.locator("textarea[name=text]").first.fill("Deux clients nous l’ont signalé par e-mail.")
        walker.click(".thread form button, form:has(textarea) button")
        walker.look("answered")
        walker.click("a[href*='/receipt/']")
        walker.look("receipt")
        walker.print_out("receipt")
        walker.go("/tickets/new/")
        asks(walker, ground="none", subject="Changer une annonce", name="ordinary")
        walker.visit("/tickets/?state=new", "list-new")


def client_day(walkers: Walkers) -> None:
    """A client resumes a draft, keeps it again, sends it with a photo, and reads what its other ticket waits for."""
    with walkers.walker(SENNE, "ticket-client-day") as walker:
        sign_in(walker, HELENE)
        walker.visit("/tickets/drafts/", "drafts")
        if not walker.is_there("main .rows a.btn"):
            walker.go("/tickets/new/")
            walker.page.locator("input[name=ground][value=none]").check()
            walker.page.locator("input[name=subject]").fill("Un poste de plus à l’accueil")
        else:
            walker.click("main .rows a.btn")
        walker.look("resumed")
        page = walker.page
        page.locator("textarea[name=text]").fill(
            "Deux personnes commencent le 1er janvier, dans le groupe de l’accueil."
        )
        walker.click("button[formaction$='/drafts/keep/']")
        walker.look("kept")
        walker.click("main .rows a.btn")
        photo = FilePayload(name="accueil.png", mimeType="image/png", buffer=photo_of_a_telephone())
        page.locator("input[name=uploads]").set_input_files(photo)
        page.locator("input[name=subject]").fill("Deux postes de plus à l’accueil, avec photo")
        page.locator(OUTCOME).wait_for()
        walker.look("with-photo")
        walker.click("form button.primary")
        walker.look("sent")
        walker.go("/tickets/?words=hach")
        walker.click("main tbody a")
        walker.look("thread")
        walker.open("section[aria-labelledby=follow-title] details summary")
        walker.look("why-this-deadline")
    with walkers.walker(DIRECT, "ticket-incident") as walker:
        sign_in(walker, PIETER)
        walker.visit("/tickets/new/", "banner")
        walker.go("/tickets/")
        walker.click("main tbody a")
        walker.look("joined")


def client_user_sees_own(walkers: Walkers) -> None:
    """A client's user sees their own tickets and the numbers, and none of a colleague's."""
    with walkers.walker(SENNE, "ticket-user") as walker:
        sign_in(walker, YVES)
        walker.visit("/tickets/", "list-empty")
        walker.visit("/numbers/", "numbers")


def partner_works(walkers: Walkers) -> None:
    """A partner reads its clients' tickets, asks for a client and for itself, sets who is called at night."""
    with walkers.walker(SENNE, "ticket-partner") as walker:
        sign_in(walker, AMELIE, has_second_factor=True)
        walker.look("home")
        walker.visit("/tickets/", "list")
        walker.visit("/tickets/?show=critical", "list-critical")
        walker.go("/tickets/?words=hach")
        walker.click("main tbody a")
        walker.look("ticket")
        walker.visit("/tickets/new/", "new-client")
        walker.click("main .rows a")
        walker.look("new")
        walker.visit("/search/?q=voix", "search-ticket")
        walker.visit("/settings/support/", "profile")


def other_languages(walkers: Walkers) -> None:
    """Tickets and numbers in Dutch, German and English; a client that helps itself first at its partner."""
    with walkers.walker(DIJLE, "ticket-dutch") as walker:
        sign_in(walker, GREET)
        walker.visit("/tickets/", "list")
        walker.click("main tbody a")
        walker.look("ticket")
        walker.visit("/tickets/new/", "new")
        walker.visit("/numbers/", "numbers")
    with walkers.walker(WESER, "ticket-german") as walker:
        sign_in(walker, MARC)
        walker.visit("/tickets/", "list")
        walker.click("main tbody a")
        walker.look("ticket")
        walker.visit("/numbers/", "numbers")
        walker.click("main tbody a")
        walker.look("block")
        walker.speak("en")
        walker.visit("/tickets/", "english-list")
        walker.visit("/numbers/", "english-numbers")


def direct_client_asks(walkers: Walkers) -> None:
    """A direct client whose emergency calls fail: somebody is called at any hour."""
    with walkers.walker(DIRECT, "ticket-direct") as walker:
        sign_in(walker, GISELE)
        walker.visit("/tickets/new/", "new")
        asks(walker, ground="emergency_calls_fail", subject="Le 112 ne répond pas", name="emergency")


def desk_answers(walkers: Walkers) -> None:
    """The desk works the queue of all partners in place, and looks after the night."""
    with walkers.walker(OPERATOR, "desk") as walker:
        sign_in(walker, THOMAS, has_second_factor=True)
        walker.look("cockpit")
        walker.visit("/admin/desk/queueentry/", "queue")
        walker.click("#result_list tbody a")
        walker.look("ticket")
        walker.page.locator("textarea[name=text]").first.fill("Nous regardons la route entrante.")
        choice = walker.page.locator("input[type=radio][name=audience]")
        if choice.count():
            choice.first.check()
        walker.click(
            "form:has(textarea[name=text]) button[type=submit], form:has(textarea[name=text]) input[type=submit]"
        )
        walker.look("answered")
        for path, name in (
            ("/admin/desk/rota/", "rota"),
            ("/admin/desk/ways/", "ways"),
            ("/admin/desk/page/", "pages"),
            ("/admin/desk/calendarversion/", "calendars"),
        ):
            walker.visit(path, name)
        walker.visit("/admin/desk/rota/publish/", "rota-publish-forbidden", expect=403)
