"""What keeps a reader out of a page: asked of axe, at every width, in both themes."""

import os
from zlib import crc32

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Only what is asked for comes back: a page is long, and what axe finds good names every part.
ASKED = {"resultTypes": ["violations"], "preload": False}
EVERYTHING = {**ASKED, "runOnly": {"type": "tag", "values": TAGS}}
OTHERS = ["id", "ms"]  # languages
VIEWS = [(320, "dark"), (1280, "light")]
RUN = """options => axe.run(document, options).then(({violations}) =>
  violations.map(({id, nodes}) => [id, nodes[0].html.slice(0, 160)]))"""
STILL = "() => Promise.all(document.getAnimations().map(each => each.finished.catch(() => {})))"
TOO_WIDE = "document.documentElement.scrollWidth > window.innerWidth"
TOO_SMALL = """() => [...document.querySelectorAll("body *")]
  .filter((e) => [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim()))
  .filter((e) => e.checkVisibility() && parseFloat(getComputedStyle(e).fontSize) < 13)
  .map((e) => e.textContent.trim())"""


def barriers(page: Page, address: str) -> list[str]:
    """What axe finds at both widths and in both themes; what scrolls sideways or is too small.

    Width and theme do not hang together, so two views speak for four. A language changes nothing
    but words: what they can do is to take more room than there is. Where time is short axe looks
    at half of the pages in one view and at half in the other, and so do the two languages.
    """
    half = crc32(address.partition("?")[0].encode()) % 2
    short_of_time = os.environ.get("SOSEK_PAGES_ONCE") == "1"
    language = page.evaluate("navigator.language")
    english = language == "en"
    if short_of_time and not english and language != OTHERS[half]:
        return []
    page.goto(address)
    assert page.locator("html").get_attribute("lang") == language
    if english:
        page.evaluate(Axe().axe_script)
    looked = [VIEWS[half]] if short_of_time else VIEWS
    said = []
    for width, theme in VIEWS:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        place = f"{address} {width} {theme}"
        if page.evaluate(TOO_WIDE):
            said.append(f"{place}: wider than the screen")
        said += [f"{place}: below 13 px: {text}" for text in page.evaluate(TOO_SMALL)]
        if english and (width, theme) in looked:
            page.evaluate(STILL)  # a colour that is still on its way is nobody's
            said += [f"{place}: {rule} {html}" for rule, html in page.evaluate(RUN, EVERYTHING)]
    return said
