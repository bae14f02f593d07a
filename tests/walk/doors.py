"""How people of the demo come in: password, then the code of their telephone or one of their paper codes."""

from typing import Final

from allauth.mfa import app_settings

from extranet.demo.keys import PASSWORD, code_at, recovery_codes
from tests.walk.browsing import Walker, now

# A code that ends now would be refused before it arrives.
FEWEST_SECONDS: Final = 3
_codes_read: set[tuple[str, int]] = set()
_paper_codes: dict[str, list[str]] = {}


def sign_in(walker: Walker, email: str, *, has_second_factor: bool = False) -> None:
    """Sign in at the walker's host, and see that it worked."""
    walker.go("/account/login/")
    walker.page.locator("input[name=login]").fill(email)
    walker.page.locator("input[name=password]").fill(PASSWORD)
    walker.click("main form:has(input[name=password]) button[type=submit]")
    if has_second_factor:
        walker.page.locator("input[name=code]").fill(_code(walker, email))
        walker.look("second-factor")
        walker.click("main form:has(input[name=code]) button[type=submit]")
    assert "/account/" not in walker.page.url, f"{email} stands at {walker.page.url}"


def _code(walker: Walker, email: str) -> str:
    """Return the code of the telephone, each once, or the next one on paper when it has been used or ends.

    Somebody whose paper is used up waits for the next code of the telephone.
    """
    code = _fresh_code(email)
    paper = _paper_codes.setdefault(email, recovery_codes(email))
    while code is None and not paper:
        walker.page.wait_for_timeout(1_000)
        code = _fresh_code(email)
    return code or paper.pop()


def _fresh_code(email: str) -> str | None:
    """Return the code that the telephone shows; None when it has been used or ends now."""
    seconds, period = now().timestamp(), app_settings.TOTP_PERIOD
    read = (email, int(seconds // period))
    if read in _codes_read or period - seconds % period <= FEWEST_SECONDS:
        return None
    _codes_read.add(read)
    return code_at(email, now())
