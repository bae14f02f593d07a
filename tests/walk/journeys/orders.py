"""An order from the first page to the receipt, whoever places it, in whatever language."""

from collections.abc import Mapping

from tests.walk.browsing import Walker


def choose_client(walker: Walker, name: str) -> None:
    """Step 1: start a draft for a client."""
    walker.go("/orders/new/")
    walker.look("order-1-client")
    walker.click(f"main li:has-text('{name}') button[name=client]")


def start_own(walker: Walker) -> None:
    """Step 1 of a direct client, who orders for itself."""
    walker.click("main form[action$='/orders/new/'] button")


def choose_lines(walker: Walker, lines: Mapping[str, int]) -> None:
    """Step 2: type quantities, see the total follow, go on."""
    for code, quantity in lines.items():
        with walker.page.expect_response("**/choose-lines/"):
            walker.page.locator(f"input[name='quantity-{code}']").fill(str(quantity))
    walker.look("order-2-lines")
    walker.click("main form:has(input[name=starts_on]) button.primary")


def answer(walker: Walker, **answers: str) -> None:
    """Step 3: choose the answers."""
    for name, value in answers.items():
        with walker.page.expect_response("**/declare/"):
            walker.page.locator(f"input[name={name}][value={value}]").check()


def declare(walker: Walker) -> None:
    """Step 3: go on with the answers as they are."""
    walker.click("main form:has(input[name=revision]) button.primary")


def accept(walker: Walker) -> None:
    """Step 4: read, tick, accept."""
    walker.look("order-4-terms")
    walker.page.locator("input[name=is_accepted]").check()
    walker.click("#accept button.primary")


def place(walker: Walker) -> None:
    """Step 5: read everything once more and commit."""
    walker.look("order-5-review")
    walker.click("main form[action$='/place/'] button.primary")
    walker.look("order-6-receipt")


def finish(walker: Walker, lines: Mapping[str, int], *, fax_use: str = "none") -> None:
    """Go from the second step to the receipt."""
    choose_lines(walker, lines)
    answer(walker, alarm_or_lift_lines="no", automatic_diallers="no", fax_use=fax_use)
    walker.look("order-3-declarations")
    declare(walker)
    accept(walker)
    place(walker)
