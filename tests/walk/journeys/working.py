"""The day of a technician of a partner: list, views, bulk acts; a ticket in every way; figures, doubts, keys."""

import re
from typing import Final

from tests.walk.browsing import Walker, Walkers
from tests.walk.doors import sign_in
from tests.walk.journeys.support import AMELIE, SENNE

LUC: Final = "luc.hendrickx@senne-telecom.example"
OTHER_ACTS: Final = "section[aria-labelledby=organising-title] details summary"


def technician_works(walkers: Walkers) -> None:
    """Find tickets, act on several, bring order into one, answer it with a text used again."""
    with walkers.walker(SENNE, "technician-day") as walker:
        sign_in(walker, LUC)
        _list(walker)
        _ticket(walker)
        walker.visit("/tickets/replies/", "replies")
        walker.click("main table a, main .rows a")
        walker.look("reply")
        walker.visit("/tickets/replies/new/", "reply-new")
        walker.visit("/tickets/figures/", "figures")


def _list(walker: Walker) -> None:
    walker.visit("/tickets/?show=open&waits=third_party", "list-third-party")
    walker.go("/tickets/?family=sip")
    walker.open("form.toolbar details summary")
    walker.look("list-filters")
    walker.go("/tickets/")
    walker.click("nav.jump a[href*='tag=']")
    walker.look("list-saved-view")
    walker.open("section[aria-labelledby=views-title] details summary")
    walker.look("list-keep-view")
    walker.go("/tickets/?words=lumen")
    walker.page.locator("input[name=pick]").first.check()
    walker.open("#act-on-tickets details summary")
    walker.look("list-bulk")
    walker.page.locator("#act-tags").fill("opérateur amont")
    walker.click("#act-on-tickets button[value=tag]")
    walker.look("list-bulk-done")


def _ticket(walker: Walker) -> None:
    walker.go("/tickets/?words=combin")
    numbers = re.findall(r"T-[0-9]{4}-[0-9]{5}", walker.page.locator("main").inner_text())
    walker.go("/tickets/?words=lumen")
    walker.click("main tbody a")
    walker.look("ticket")
    if walker.is_there("button[name=agent][value=me]"):
        walker.click("button[name=agent][value=me]")
        walker.look("ticket-mine")
    if walker.is_there("form[action$='/watch/'] button"):
        walker.click("form[action$='/watch/'] button")
        walker.look("ticket-followed")
    walker.open(OTHER_ACTS)
    walker.look("ticket-acts")
    walker.page.locator("#tags").fill("opérateur amont, magasin")
    walker.click("form[action$='/tag/'] button")
    walker.open(OTHER_ACTS)
    walker.page.locator("#other").fill(numbers[0])
    walker.click("form[action$='/link/'] button")
    walker.look("ticket-linked")
    ticket = walker.page.url
    walker.open(OTHER_ACTS)
    walker.click("a[href$='/merge/']")
    walker.look("merge")
    walker.page.locator("#into").fill(numbers[0])
    walker.click("form:has(#into) button")
    walker.look("merge-refused")
    walker.page.goto(ticket)
    walker.open(OTHER_ACTS)
    walker.click("a[href*='/split/']")
    walker.look("split")
    walker.page.goto(ticket)
    walker.open(".thread details:has(select[name=reply]) summary")
    walker.click("form:has(select[name=reply]) button")
    walker.look("ticket-reply-inserted")


def doubts_and_keys(walkers: Walkers) -> None:
    """The partner's administrator reads and asks doubts about counts, and makes a key, shown once."""
    with walkers.walker(SENNE, "partner-doubts") as walker:
        sign_in(walker, AMELIE, has_second_factor=True)
        walker.visit("/tickets/clarifications/", "list")
        walker.click("main tbody a, main .rows a")
        walker.look("one")
        walker.go("/clients/?words=delcourt")
        walker.click("main tbody a")
        walker.look("client")
        walker.click("a[href*='/clarifications/ask/']")
        walker.look("ask")
        walker.click("main form[method=post] button.primary")
        walker.look("ask-refused")
    with walkers.walker(SENNE, "partner-keys") as walker:
        sign_in(walker, AMELIE, has_second_factor=True)
        walker.visit("/people/keys/", "list")
        walker.visit("/people/keys/new/", "new")
        walker.click("main form[method=post] button.primary")
        walker.look("refused")
        walker.page.locator("input[name=name]").fill("Supervision du réseau")
        walker.page.locator("input[name=role]").first.check()
        walker.page.locator("input[name=scopes]").first.check()
        walker.click("main form[method=post] button.primary")
        walker.look("created")
        walker.visit("/people/keys/", "list-after")
        walker.click("main a[href$='/revoke/']")
        walker.look("revoke")
