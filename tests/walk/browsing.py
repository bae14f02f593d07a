"""A person at a browser who notices what a reader would not: errors, reports, sideways scrolling, axe.

Every fault is kept and the walk goes on; what ends a journey is a thing that is not on the page.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Response, sync_playwright

from tests.walk.site import FOLDER, Site

CHROMIUM: Final = shutil.which("chromium") or shutil.which("chromium-browser") or "/usr/bin/chromium"
ARGUMENTS: Final = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--lang=fr-BE",
    "--host-resolver-rules=MAP *.localhost 127.0.0.1",
)
SIZES: Final = {360: 740, 1280: 800}
AXE: Final = (resources.files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
WATCH_POLICY: Final = """
document.addEventListener("securitypolicyviolation", (event) => {
    window.tellPolicy([event.violatedDirective, event.blockedURI, event.sourceFile, event.sample].join(" "));
});
"""
# Without its preload, which would put style elements into the page for our policy to refuse.
INSPECT: Final = """
async () => {
    const found = await axe.run(document, {resultTypes: ["violations"], preload: false});
    return found.violations.map((one) => `${one.id}: ${one.help} (${one.nodes.length}): ` +
        one.nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join(" | "));
}
"""
SIDEWAYS: Final = "document.scrollingElement.scrollWidth - window.innerWidth"
WIDEST: Final = """
() => [...document.querySelectorAll("body *")]
    .filter((node) => node.getBoundingClientRect().right > window.innerWidth + 1)
    .slice(0, 3).map((node) => node.outerHTML.slice(0, 120)).join(" | ")
"""


@dataclass
class Album:
    """The pictures and faults of one width."""

    width: int
    folder: Path
    faults: list[str] = field(default_factory=list)
    pictures: int = 0

    @classmethod
    def of(cls, width: int) -> "Album":
        """Open an empty album in `var/walk/<width>`."""
        folder = FOLDER / str(width)
        folder.mkdir(parents=True, exist_ok=True)
        for old in folder.glob("*.png"):
            old.unlink()
        return cls(width, folder)

    def next_picture(self, name: str) -> Path:
        """Return where the next picture goes."""
        self.pictures += 1
        return self.folder / f"{self.pictures:03d}-{name}.png"


class Walker:
    """One person's browser, at one width."""

    def __init__(self, site: Site, album: Album, context: BrowserContext, host: str, who: str) -> None:
        self.site = site
        self.album = album
        self.host = host
        self.who = who
        self._expected = {200}
        context.expose_binding("tellPolicy", lambda _source, report: self.blame(f"policy: {report}"))
        context.add_init_script(WATCH_POLICY)
        self.page: Page = context.new_page()
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.blame(f"page error: {error}"))
        self.page.on("response", self._receive)
        self.page.on("requestfailed", lambda request: self._missed(request.url, request.failure or ""))

    # ---------- What a person does ----------
    def go(self, path: str, *, expect: int = 200) -> None:
        """Open a page of this host by its path."""
        with self.expecting(expect):
            self.page.goto(self.site.url(self.host, path), wait_until="load")

    def visit(self, path: str, name: str, *, expect: int = 200) -> None:
        """Open a page and look at it."""
        self.go(path, expect=expect)
        self.look(name)

    def click(self, selector: str) -> None:
        """Press a button or follow a link, and wait for the page behind it."""
        self.page.locator(selector).locator("visible=true").first.click()
        self.page.wait_for_load_state("load")

    def is_there(self, selector: str) -> bool:
        """Whether something stands on the page, visible."""
        return self.page.locator(selector).locator("visible=true").count() > 0

    def open(self, selector: str) -> None:
        """Open a `details` by its summary; one that is open stays open."""
        summary = self.page.locator(selector).locator("visible=true").first
        if not summary.evaluate("(node) => node.parentElement.open"):
            summary.click()

    def speak(self, language: str) -> None:
        """Change one's language by the menu of the account."""
        menu = self.page.locator("header details.menu")
        menu.locator("summary").click()
        menu.locator(f"button[name=language][value={language}]").click()
        self.page.wait_for_load_state("load")

    # ---------- What the walk looks at ----------
    def look(self, name: str) -> None:
        """Take a picture and examine the page as it stands."""
        self.page.evaluate("document.fonts.ready")
        over = int(self.page.evaluate(SIDEWAYS))
        if over > 0:
            self.blame(f"{name}: scrolls {over} px sideways: {self.page.evaluate(WIDEST)}")
        self._take_picture(name)
        self.page.evaluate(AXE)
        for violation in self.page.evaluate(INSPECT):
            self.blame(f"{name}: axe {violation}")

    def print_out(self, name: str) -> None:
        """Take a picture of the page as it is printed."""
        self.page.emulate_media(media="print")
        self._take_picture(f"{name}-printed")
        self.page.emulate_media(media="screen")

    def _take_picture(self, name: str) -> None:
        """Take the whole page in a window as tall as it, so that bars at the edges stay at the edges."""
        width, height = self.album.width, SIZES[self.album.width]
        tall = int(self.page.evaluate("document.documentElement.scrollHeight"))
        self.page.set_viewport_size({"width": width, "height": max(height, tall)})
        self.page.screenshot(path=self.album.next_picture(f"{self.who}-{name}"))
        self.page.set_viewport_size({"width": width, "height": height})

    def blame(self, fault: str) -> None:
        """Keep a fault, with who met it and where."""
        told = f"{self.album.width} {self.who} {self.page.url}: {' '.join(fault.split())}"
        if told not in self.album.faults:
            self.album.faults.append(told)

    @contextmanager
    def expecting(self, status: int) -> Iterator[None]:
        """Let pages answer `status` within the block, besides the usual."""
        before, self._expected = self._expected, {200, status}
        try:
            yield
        finally:
            self._expected = before

    def _hear(self, message: ConsoleMessage) -> None:
        # A refused resource is judged by its response, which says which one it was.
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.blame(f"console: {message.text}")

    def _receive(self, response: Response) -> None:
        if response.status >= 400 and response.status not in self._expected:
            self.blame(f"{response.status} from {response.request.method} {response.url}")

    def _missed(self, url: str, reason: str) -> None:
        if "ERR_ABORTED" not in reason:
            self.blame(f"{url} did not load: {reason}")


class Walkers:
    """Hands out browsers on one site at one width, in a light or a dark scheme."""

    def __init__(self, site: Site, album: Album, browser: Browser) -> None:
        self.site = site
        self.album = album
        self._browser = browser

    @contextmanager
    def walker(self, host: str, who: str, *, scheme: Any = "light") -> Iterator[Walker]:
        """Open a browser that knows nobody, on a host."""
        size = {"width": self.album.width, "height": SIZES[self.album.width]}
        context = self._browser.new_context(
            viewport={"width": size["width"], "height": size["height"]},
            locale="fr-BE",
            timezone_id="Europe/Brussels",
            color_scheme=scheme,
            reduced_motion="reduce",
        )
        context.set_default_timeout(8000)
        try:
            yield Walker(self.site, self.album, context, host, who)
        finally:
            context.close()


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start Chromium for the length of the block."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        try:
            yield browser
        finally:
            browser.close()


def now() -> datetime:
    """Return the instant at which a person reads a code from their telephone."""
    return datetime.now(UTC)
