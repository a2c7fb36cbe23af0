"""Whether HTML from elsewhere only shows something: it runs nothing, and fetches nothing."""

import re

from turbohtml import Element, parse

from live_cells.plugin.html_source import value_of

_REFUSED = (
    "script, iframe, frame, object, embed, link, meta, base, form, audio, video, noscript, plaintext, "
    "animate[attributeName$=href i], set[attributeName$=href i]"
)
_FETCHED = ("src", "srcset", "poster", "background")
_DRAWN = ("image", "use", "feImage")
"""What is fetched where a drawing names it, by what would be a link elsewhere."""
_STYLE_FETCHES = re.compile(r"""url\(["']?(?!["']?(\#|data:image/))|@import""", re.I)
_END = "end-of-what-is-still"


def is_still(html: str) -> bool:
    """Whether a page with this HTML in it runs and fetches no more than without it.

    What leaves a comment or a text open is refused as well: what follows on the page would be read otherwise.
    """
    page = parse(f"<!doctype html><body>{html}<i id={_END}></i>", allow_declarative_shadow_roots=False)
    if page.select_one(_REFUSED) or not page.select_one(f"i#{_END}"):
        return False
    if any(_STYLE_FETCHES.search(style.text) for style in page.select("style")):
        return False
    return not any(_does_something(element) for element in page.select("*"))


def _does_something(element: Element) -> bool:
    for name in element.attrs:
        value = value_of(element, name)
        address = "".join(value.split()).lower()  # browsers leave line breaks and tabs out of addresses
        if name.startswith("on") or address.startswith("javascript:") or _STYLE_FETCHES.search(value):
            return True
        if name in _FETCHED and not address.startswith("data:image/"):
            return True
        draws = name.endswith("href") and element.tag in _DRAWN
        if draws and not address.startswith(("data:image/", "#")):
            return True
    return False
