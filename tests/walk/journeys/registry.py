"""The registry in full: sites, devices, blocks cut and joined, files, people, re-confirmations, the emergency side."""

from typing import Final

from playwright.sync_api import FilePayload

from extranet.demo.photos import photo_of_a_telephone
from tests.walk.browsing import Walker, Walkers
from tests.walk.doors import sign_in
from tests.walk.journeys.numbers import KARIM
from tests.walk.journeys.support import AMELIE, BRAM, DIJLE, HELENE, OPERATOR, SENNE

LETTER: Final = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
LIEN: Final = "lien.verhaegen@dijle-telecom.example"
PRIMARY: Final = "main form button.primary"
CONFIRM: Final = "main form button[name=confirmed]"


def fill(walker: Walker, **values: str) -> None:
    """Write values into the fields of the page by name."""
    for name, value in values.items():
        walker.page.locator(f"main [name={name}]").first.fill(value)


def open_block(walker: Walker, words: str) -> None:
    """Open the page of the block that holds a number."""
    walker.go(f"/numbers/?words={words.replace(' ', '+')}")
    walker.click("main tbody a[href*='/numbers/']")


# ---------- The end client ----------
def client_minds_devices(walkers: Walkers) -> None:
    """A client reads which device presents the wrong number, mends it, opens a site and adds a telephone."""
    with walkers.walker(SENNE, "registry-client") as walker:
        sign_in(walker, HELENE)
        walker.visit("/numbers/sites/", "sites")
        walker.click("main a[href*='/numbers/sites/']:has-text('Anderlecht')")
        walker.look("site")
        walker.click("main a[href*='/devices/'][href*='/caller-id/']")
        walker.look("choose-number")
        walker.click(PRIMARY)
        walker.look("chosen")
        walker.visit("/numbers/sites/new/", "site-new")
        walker.click(PRIMARY)
        walker.look("site-refused")
        name = f"Bureau de Forest {walker.album.width}"
        where = {
            "street": "Chaussée de la Forge",
            "house_number": "211",
            "postal_code": "1190",
            "municipality": "Forest",
        }
        fill(walker, name=name, **where)
        walker.click(PRIMARY)
        walker.look("site-second-look")
        walker.click(CONFIRM)
        walker.look("site-opened")
        walker.click("main a[href*='/new-device/']")
        walker.look("device-new")
        fill(walker, name=f"Poste du bureau {walker.album.width}")
        walker.page.locator("main [name=kind]").first.select_option("desk_phone")
        walker.click(PRIMARY)
        walker.look("device-added")
        walker.visit("/numbers/may-present/", "may-present")
        fill(walker, number="02 899 33 00")
        walker.click("main form button")
        walker.look("may-present-no")
        walker.visit("/numbers/acknowledgements/", "readings")
        walker.visit("/numbers/reconfirmations/", "reconfirmations")
        walker.visit("/numbers/installations/", "installations")


# ---------- The partner ----------
def partner_cuts_blocks(walkers: Walkers) -> None:
    """A partner splits a block, takes one number out of it, joins neighbours, and moves a client."""
    with walkers.walker(SENNE, "registry-blocks") as walker:
        sign_in(walker, BRAM)
        open_block(walker, "02 899 33 00")
        walker.look("block")
        walker.click("main a[href$='/split/']")
        walker.look("split")
        walker.click(PRIMARY)
        walker.look("split-parts")
        walker.page.locator("main input[value=keep]").last.check()
        walker.click("main form[method=post] button.primary")
        walker.look("split-second-look")
        walker.click(CONFIRM)
        walker.look("split-done")
        open_block(walker, "02 899 33 00")
        walker.click("main a[href$='/merge/']")
        walker.look("merge")
        walker.click("main form[method=post] button.primary")
        walker.look("merge-refused")
        walker.page.locator("main form[method=post] input[type=radio]").first.check()
        walker.click("main form[method=post] button.primary")
        walker.look("merge-second-look")
        walker.click(CONFIRM)
        walker.look("merged")
        open_block(walker, "02 899 07 00")
        walker.click("main a[href$='/carve-out/']")
        walker.look("carve-out")
        fill(walker, first="02 899 07 05", last="02 899 07 05", street="Rue Haute", house_number="12")
        fill(walker, postal_code="1000", municipality="Antwerpen")
        walker.click("main form[method=post] button.primary")
        walker.look("carve-out-refused")
        fill(walker, municipality="Bruxelles")
        walker.click("main form[method=post] button.primary")
        walker.look("carve-out-second-look")
        walker.click(CONFIRM)
        walker.look("carved-out")
        open_block(walker, "02 899 52 60")
        walker.click("main a[href$='/move/']")
        walker.look("move")
        fill(walker, street="Avenue Louise", house_number="54")
        walker.click("main form[method=post] button.primary")
        walker.look("move-second-look")
        walker.click(CONFIRM)
        walker.look("moved")


def partner_sends_a_file(walkers: Walkers) -> None:
    """A partner sends a file with a wrong row, reads why, sends the right one, and confirms what is shown."""
    rows = "Premier numéro;Dernier numéro;Rue;Numéro de maison;Code postal;Commune\n"
    right = rows + "02 899 33 30;02 899 33 39;Avenue des Glycines;5;1160;Auderghem\n"
    wrong = right + "02 899 71 10;02 899 71 11;Rue Haute;10;1000;Antwerpen\n"
    with walkers.walker(SENNE, "registry-file") as walker:
        sign_in(walker, BRAM)
        walker.visit("/numbers/imports/", "files")
        for name, content in (("wrong", wrong), ("right", right)):
            walker.go("/numbers/imports/send-file/")
            walker.look(f"{name}-send")
            file = FilePayload(name="adresses.csv", mimeType="text/csv", buffer=content.encode("cp1252"))
            walker.page.locator("main input[type=file]").set_input_files(files=[file])
            with walker.expecting(422 if name == "wrong" else 200):
                walker.click(PRIMARY)
            walker.look(f"{name}-read")
        walker.click("main form[method=post] button.primary")
        walker.look("written")
        walker.visit("/numbers/imports/", "files-after")


def partner_minds_people(walkers: Walkers) -> None:
    """A partner asks people to read the notice, writes an installation down, and answers a re-confirmation."""
    with walkers.walker(SENNE, "registry-people") as walker:
        sign_in(walker, AMELIE, has_second_factor=True)
        walker.visit("/", "home")
        walker.visit("/numbers/acknowledgements/", "readings")
        walker.click("main tbody a[href*='/acknowledgements/']")
        walker.look("readings-client")
        walker.click("main a[href$='/ask/']")
        walker.look("ask")
        walker.click(PRIMARY)
        walker.look("ask-second-look")
        if walker.is_there(CONFIRM):
            walker.click(CONFIRM)
            walker.look("asked")
        walker.visit("/numbers/installations/?show=missing", "installations-missing")
        walker.click("main tbody a[href*='/installation']")
        walker.look("installation")
        walker.click("main a[href*='/record']")
        walker.look("record")
        fill(walker, installed_on="2026-10-12", installer_name="Luc Hendrickx")
        for name in ("is_cabling_clean", "is_cabling_documented"):
            walker.page.locator(f"main [name={name}]").first.check()
        photo = FilePayload(name="baie.png", mimeType="image/png", buffer=photo_of_a_telephone())
        walker.page.locator("main input[type=file]").first.set_input_files(files=[photo])
        walker.click(PRIMARY)
        walker.look("recorded")
        walker.visit("/numbers/reconfirmations/", "reconfirmations")
        if walker.is_there("main tbody a[href*='/reconfirmations/']"):
            walker.click("main tbody a[href*='/reconfirmations/']")
            walker.look("reconfirmation")
        open_block(walker, "02 899 01 20")
        walker.look("block")
        walker.click("main a[href*='/evidence/']")
        walker.look("evidence")


def partner_brings_numbers(walkers: Walkers) -> None:
    """A partner asks to bring numbers from another operator, with the holder's letter."""
    with walkers.walker(SENNE, "registry-port-in") as walker:
        sign_in(walker, AMELIE, has_second_factor=True)
        walker.visit("/numbers/port-ins/", "list")
        walker.visit("/numbers/port-ins/request/", "request")
        walker.click(PRIMARY)
        walker.look("request-refused")


# ---------- The operator ----------
def staff_mind_the_registry(walkers: Walkers) -> None:
    """Staff see what the emergency side was told, print the list, and correct, port out and hand over numbers."""
    with walkers.walker(OPERATOR, "registry-staff") as walker:
        sign_in(walker, KARIM, has_second_factor=True)
        walker.look("cockpit")
        walker.visit("/admin/registry/transmission/", "transmissions")
        walker.click("#result_list tbody a")
        walker.look("transmission")
        walker.visit("/admin/registry/print/", "print")
        walker.visit("/admin/registry/nomadicnotice/", "notices")
        walker.visit("/admin/registry/postalplace/?q=saintes", "places")
        walker.visit("/admin/registry/review/", "reviews")
        walker.visit("/admin/numbering/portin/", "port-ins")
        walker.go("/at/senne/numbers/?words=02+899+66+00")
        walker.click("main tbody a[href*='/numbers/']")
        walker.look("block")
        block = walker.page.url
        for act in ("correct", "port-out", "transfer", "hand-over"):
            walker.page.goto(block)
            if act == "hand-over":
                walker.click("main a[href$='/transfer/']")
            walker.click(f"main a[href$='/{act}/']")
            walker.look(act)
            if walker.is_there("main form[method=post] button[type=submit]"):
                walker.click("main form[method=post] button[type=submit]")
                walker.look(f"{act}-refused")


# ---------- Other languages ----------
PLACES: Final = (
    ("/", "home"),
    ("/numbers/", "numbers"),
    ("/numbers/sites/", "sites"),
    ("/numbers/sites/new/", "site-new"),
    ("/numbers/imports/send-file/", "file"),
    ("/numbers/acknowledgements/", "readings"),
    ("/numbers/installations/", "installations"),
    ("/numbers/reconfirmations/", "reconfirmations"),
    ("/numbers/port-ins/request/", "port-in"),
    ("/numbers/may-present/", "may-present"),
    ("/tickets/new/", "ticket-new"),
    ("/tickets/figures/", "figures"),
    ("/tickets/replies/", "replies"),
    ("/tickets/clarifications/", "doubts"),
    ("/people/keys/", "keys"),
    ("/people/keys/calls/", "calls"),
)


def in_other_languages(walkers: Walkers) -> None:
    """The same pages in Dutch and German, a block, a site and a ticket with them."""
    for host, email, language in ((DIJLE, LIEN, "nl"), (SENNE, AMELIE, "de")):
        with walkers.walker(host, f"registry-{language}") as walker:
            sign_in(walker, email, has_second_factor=True)
            if language == "de":
                walker.speak("de")
            for path, name in PLACES:
                walker.visit(path, name)
            for path, link, name in (
                ("/numbers/", "main tbody a[href*='/numbers/']", "block"),
                ("/numbers/sites/", "main tbody a[href*='/numbers/sites/']", "site"),
                ("/tickets/", "main tbody a", "ticket"),
            ):
                walker.go(path)
                walker.click(link)
                walker.look(name)
