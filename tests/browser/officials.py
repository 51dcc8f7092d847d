"""Officials at their browsers: what a person at a desk can do, and what every page they see must stand up
to.
"""

from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page, ViewportSize

from tests.storyteller import Storyteller
from workflows.vocabulary import Role

PASSPHRASE = "ngon den tren bai bien 1998"
SCREENSHOTS = Path(__file__).parents[2] / "screenshots"
WIDE: ViewportSize = {"width": 1280, "height": 900}
NARROW: ViewportSize = {"width": 390, "height": 844}
RULES = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    },
    "resultTypes": ["violations"],
}
JUDGED = "rules => axe.run(rules).then(results => results.violations)"
"""What stands in the way in full; of what does not, axe tells less and takes half the time."""
SEND = "main form[method=post] .form-end button.btn-primary"


@dataclass
class Site:
    """The application, served to real browsers, and the world behind it."""

    url: str
    story: Storyteller
    browser: Browser
    instance: Path
    complaints: list[str] = field(default_factory=list)
    """What a browser's console said; the content policy speaks there."""

    def official(self, code: str, role: Role = Role.OFFICER, *, has_script: bool = True) -> "Official":
        """Let somebody sit down and sign in."""
        official = self.visitor(has_script=has_script)
        official.goes_to("/sign-in")
        official.types(username=f"{code}.{role}", passphrase=PASSPHRASE)
        official.sends()
        return official

    def visitor(self, *, has_script: bool = True) -> "Official":
        """Let somebody sit down."""
        context = self.browser.new_context(
            viewport=WIDE, locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh", java_script_enabled=has_script
        )
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("console", self._hear)
        return Official(self, page)

    def _hear(self, message: ConsoleMessage) -> None:
        self.complaints += [message.text] if message.type in {"error", "warning"} else []


@dataclass
class Official:
    """Somebody at a browser of their own."""

    site: Site
    page: Page

    @property
    def path(self) -> str:
        """Where they are."""
        return urlsplit(self.page.url).path

    @property
    def reads(self) -> str:
        """What stands on the page."""
        return self.page.inner_text("main")

    def goes_to(self, path: str) -> None:
        """Open an address."""
        self.page.goto(self.site.url + path)

    def follows(self, path: str) -> None:
        """Press the link in the page that leads there."""
        self.page.click(f'main a[href^="{path}"]')

    def types(self, **answers: str) -> None:
        """Fill in fields by their names."""
        for name, answer in answers.items():
            self.page.fill(f"main form [name={name}]", answer)

    def ticks(self, name: str, *values: str) -> None:
        """Choose among radio buttons or boxes."""
        for value in values:
            self.page.check(f'main form [name={name}][value="{value}"]')

    def picks(self, name: str, value: str) -> None:
        """Choose from a list."""
        self.page.select_option(f"main form select[name={name}]", value)

    def sends(self, button: str = SEND) -> None:
        """Press the page's own button."""
        with self.page.expect_navigation():
            self.page.click(button)

    def photographs(self, name: str) -> None:
        """Keep a picture of the page, for people to look at."""
        SCREENSHOTS.mkdir(exist_ok=True)
        self.page.screenshot(path=SCREENSHOTS / f"{name}.png", full_page=True)

    def barriers(self) -> list[str]:
        """Give what would stand in somebody's way, on a wide screen and on a narrow one."""
        self.page.evaluate(Axe().axe_script)
        found = [barrier for size in (WIDE, NARROW) for barrier in self._barriers_at(size)]
        self.page.set_viewport_size(WIDE)
        return found

    def _barriers_at(self, size: ViewportSize) -> list[str]:
        self.page.set_viewport_size(size)
        found = self.page.evaluate(JUDGED, RULES)
        where = f"{self.path} at {size['width']}"
        barriers = [
            f"{where}: {one['id']} {node['target']} {node['failureSummary']}"
            for one in found
            for node in one["nodes"]
        ]
        is_cut_off = self.page.evaluate("document.documentElement.scrollWidth") > size["width"]
        return [*barriers, f"{where}: wider than the screen"] if is_cut_off else barriers
