"""Partners: an administrator, a technician, finance; in four languages and in the dark."""

from typing import Final

from tests.walk.browsing import Walker, Walkers
from tests.walk.doors import sign_in
from tests.walk.journeys import orders
from tests.walk.mails import link_in_mail_to

SENNE: Final = "senne.localhost"
DIJLE: Final = "dijle.localhost"
WESER: Final = "weser.localhost"
AMELIE: Final = "amelie.servais@senne-telecom.example"
BRAM: Final = "bram.claes@senne-telecom.example"
NADIA: Final = "nadia.elamrani@senne-telecom.example"
LIEN: Final = "lien.verhaegen@dijle-telecom.example"
SABINE: Final = "sabine.kessel@weser-kom.example"
PAGES: Final = ("/", "/clients/", "/orders/", "/orders/new/", "/terms/bt/", "/people/", "/settings/")


def administrator(walkers: Walkers) -> None:
    """See every page of the partner."""
    with walkers.walker(SENNE, "admin") as walker:
        sign_in(walker, AMELIE, has_second_factor=True)
        walker.look("home")
        _clients(walker)
        for state in ("placed", "draft", "discarded"):
            walker.visit(f"/orders/?state={state}", f"orders-{state}")
        walker.visit("/search/?q=piron", "search")
        walker.visit("/search/?q=rien-de-tel", "search-nothing")
        walker.visit("/terms/bt/", "terms")
        walker.visit("/people/", "people")
        walker.click("main a[href$='/role/']")
        walker.look("people-role")
        walker.click("main a[href$='/remove/']")
        walker.look("people-remove")
        walker.visit("/settings/", "settings")
        walker.visit("/account/2fa/", "security")
        walker.visit("/account/email/", "change-email")
        walker.visit("/account/password/change/", "change-password")
        walker.visit("/account/2fa/recovery-codes/", "recovery-codes")
        walker.visit("/no/such/page/", "not-found", expect=404)


def _clients(walker: Walker) -> None:
    walker.visit("/clients/", "clients")
    walker.visit("/clients/?words=rien-de-tel", "clients-none")
    walker.go("/clients/?words=delcourt")
    walker.click("main tbody a")
    walker.look("client")
    walker.click("main a[href$='/edit/']")
    walker.look("client-edit")
    walker.visit("/clients/new/", "client-new")
    walker.page.locator("input[name=name]").fill("Papeterie du Canal")
    walker.page.locator("input[name=enterprise_number]").fill("0199.000.000")
    walker.click("main form[method=post] button.primary")
    walker.look("client-new-refused")


def places_an_order(walkers: Walkers) -> None:
    """Place an order; look at its receipt and its certificate, on screen and on paper."""
    with walkers.walker(SENNE, "admin") as walker:
        sign_in(walker, AMELIE, has_second_factor=True)
        orders.choose_client(walker, "Brasserie du Houblon")
        orders.finish(walker, {"telavox-plus": 2, "bt-user": 12, "bt-fax": 1}, fax_use="some")
        walker.print_out("receipt")
        walker.click("main .page-head a[href*='/terms/certificates/']")
        walker.look("certificate")
        walker.print_out("certificate")
        walker.click("main .page-head a[href*='/terms/verify/']")
        walker.look("verify")


def is_refused(walkers: Walkers) -> None:
    """Declare what the terms refuse; take up a draft; give one up."""
    with walkers.walker(SENNE, "admin") as walker:
        sign_in(walker, AMELIE, has_second_factor=True)
        orders.choose_client(walker, "Garage Piron")
        orders.choose_lines(walker, {"sip-channel": 4})
        orders.answer(walker, alarm_or_lift_lines="yes", automatic_diallers="yes", fax_use="heavy")
        walker.look("declarations-refused")
        orders.declare(walker)
        walker.look("declarations-not-kept")
        walker.go("/orders/?state=draft")
        walker.click("main tbody a")
        walker.look("draft")
        walker.click("main a[href$='/discard/']")
        walker.look("discard")


def invites(walkers: Walkers) -> None:
    """Invite a colleague, who finds the mail and comes in."""
    address = f"hugo.{walkers.album.width}@senne-telecom.example"
    with walkers.walker(SENNE, "admin") as walker:
        sign_in(walker, AMELIE, has_second_factor=True)
        walker.visit("/people/invite/", "invite")
        walker.page.locator("input[name=name]").fill("Hugo Maes")
        walker.page.locator("input[name=email]").fill(address)
        walker.page.locator("input[name=role][value=technician]").check()
        walker.click("main form[method=post] button.primary")
        walker.look("invited")
        link = link_in_mail_to(walker, address)
    with walkers.walker(SENNE, "invited") as walker:
        walker.page.goto(link)
        walker.look("invitation")
        walker.page.locator("input[name=password]").fill("trois mots sans rapport")
        walker.click("main form[method=post] button.primary")
        walker.look("home")
        walker.visit("/people/profile/", "profile")


def in_four_languages(walkers: Walkers) -> None:
    """See the main pages in the other three languages."""
    with walkers.walker(SENNE, "admin") as walker:
        sign_in(walker, AMELIE, has_second_factor=True)
        for language in ("nl", "de", "en", "fr"):
            walker.speak(language)
            for path in PAGES if language != "fr" else ():
                walker.visit(path, f"{language}-{path.strip('/').replace('/', '-') or 'home'}")


def in_the_dark(walkers: Walkers) -> None:
    """See the main pages on a dark screen."""
    with walkers.walker(SENNE, "dark", scheme="dark") as walker:
        walker.visit("/account/login/", "sign-in")
        sign_in(walker, AMELIE, has_second_factor=True)
        for path in PAGES:
            walker.visit(path, path.strip("/").replace("/", "-") or "home")
        walker.go("/orders/")
        walker.click("main tbody a")
        walker.look("receipt")


def technician(walkers: Walkers) -> None:
    """Work as a technician, who reads Dutch and may not change the settings."""
    with walkers.walker(SENNE, "technician") as walker:
        sign_in(walker, BRAM)
        walker.look("home")
        orders.choose_client(walker, "Lumen Optique")
        orders.choose_lines(walker, {"meeting-host": 2})
        walker.look("nothing-to-declare")
        orders.declare(walker)
        orders.accept(walker)
        orders.place(walker)
        walker.visit("/settings/", "settings-forbidden", expect=403)


def finance(walkers: Walkers) -> None:
    """Read everything, order nothing."""
    with walkers.walker(SENNE, "finance") as walker:
        sign_in(walker, NADIA, has_second_factor=True)
        walker.look("home")
        walker.visit("/orders/", "orders")
        walker.visit("/clients/", "clients")
        walker.visit("/orders/new/", "new-order-forbidden", expect=403)


def elsewhere(walkers: Walkers) -> None:
    """See the other two partners, in their colours and languages."""
    with walkers.walker(DIJLE, "dutch-admin") as walker:
        walker.visit("/account/login/", "sign-in")
        sign_in(walker, LIEN, has_second_factor=True)
        walker.look("home")
    with walkers.walker(WESER, "german-admin") as walker:
        walker.visit("/account/login/", "sign-in")
        sign_in(walker, SABINE, has_second_factor=True)
        walker.look("home")
        walker.visit("/orders/", "orders")
