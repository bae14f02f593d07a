"""Staff of the three roles: on the operator's own pages, and in a partner's house."""

from typing import Final

from extranet.boot.places import ROOT
from tests.walk.browsing import Walker, Walkers
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


def desk_agent(walkers: Walkers) -> None:
    """Work the queue through filters and views; one ticket in every way; incidents, texts, figures."""
    with walkers.walker(OPERATOR, "desk-agent") as walker:
        sign_in(walker, THOMAS, has_second_factor=True)
        walker.visit("/admin/desk/queueentry/", "queue")
        walker.visit("/admin/desk/queueentry/?waiting=third_party", "queue-view")
        walker.visit("/admin/desk/queueentry/?q=rien-de-tel", "queue-nothing")
        _queue_act(walker)
        _work(walker)
        for words, act in (("lumen", "downgrade"), ("conges", "hand-back")):
            _open(walker, words)
            walker.click(f"a[href$='/{act}/']")
            walker.look(act)
            walker.click(".submit-row input[type=submit]")
            walker.look(f"{act}-refused")
        _open(walker, "utilisateurs")
        walker.look("clarification")
        for path, name in (("incident", "incidents"), ("deskreply", "replies")):
            walker.visit(f"/admin/desk/{path}/", name)
            walker.visit(f"/admin/desk/{path}/add/", f"{name}-new")
            walker.go(f"/admin/desk/{path}/")
            walker.click(FIRST_ROW)
            walker.look(f"{name}-one")
        walker.go("/admin/desk/incident/")
        walker.click(FIRST_ROW)
        walker.click("a[href$='/tell/']")
        walker.look("incident-tell")
        walker.visit("/admin/desk/figures/", "figures")


def _queue_act(walker: Walker) -> None:
    """Choose two tickets and open the page on which they get tags."""
    walker.go("/admin/desk/queueentry/")
    for box in walker.page.locator("input[name=_selected_action]").all()[:2]:
        box.check()
    walker.page.locator("select[name=action]").select_option("tag")
    walker.click(".actions button[type=submit]")
    walker.look("queue-act")


def _open(walker: Walker, words: str) -> None:
    """Open the first ticket of the queue that says some words."""
    walker.go(f"/admin/desk/queueentry/?q={words}")
    walker.click("#result_list tbody a")


def _work(walker: Walker) -> None:
    """Answer a ticket with a text used again, and see what it waits for."""
    _open(walker, "hach")
    walker.look("work")
    walker.page.locator("#tags").fill("qualité, routeur du site")
    walker.click("form[action$='/tag/'] button")
    walker.look("work-tagged")
    if walker.is_there("#third-party"):
        walker.page.locator("#third-party").fill("l’installateur du routeur")
        walker.click("form:has(#third-party) button")
        walker.look("work-third-party")
    _open(walker, "hach")
    if walker.is_there("select[name=reply]"):
        walker.click("form:has(select[name=reply]) button")
        walker.look("work-reply-inserted")


def notes_for_a_caller(walkers: Walkers) -> None:
    """Note what somebody asks by telephone: whom, told what will happen, noted; others not confirmed yet."""
    with walkers.walker(OPERATOR, "desk-caller") as walker:
        sign_in(walker, THOMAS, has_second_factor=True)
        walker.visit("/at/direct/admin/support/ticket/open-for/", "who")
        walker.click("section[aria-labelledby=callers-title] tbody a")
        walker.look("new")
        page = walker.page
        page.locator("[name=ground][value=none], select[name=ground]").first.evaluate(
            "(node) => node.tagName === 'SELECT' ? node.value = 'none' : node.click()"
        )
        page.locator("input[name=subject]").fill("Musique d’attente trop forte")
        page.locator("textarea[name=text]").fill("La personne appelle : la musique d’attente couvre la voix.")
        walker.click(".submit-row input[type=submit]")
        walker.look("told")
        walker.click(".submit-row input[type=submit]")
        walker.look("noted")


def aims(walkers: Walkers) -> None:
    """An administrator reads the internal aims in force and the page that publishes others."""
    with walkers.walker(OPERATOR, "desk-aims") as walker:
        sign_in(walker, KARIM, has_second_factor=True)
        walker.visit("/admin/desk/aim/", "list")
        walker.visit("/admin/desk/aims/publish/", "publish")
        walker.click(".submit-row input[type=submit]")
        walker.look("publish-refused")
