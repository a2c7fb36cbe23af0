"""What the scripts say on a page that it did not come with: visible texts, and names that are read out."""

import re
from collections.abc import Iterable

from playwright.sync_api import Page

from site_tests.pages import theme

_SAID = """
async (notOurs) => {
  const ATTRIBUTES = ["aria-label", "title", "placeholder", "alt"];
  const said = function* (root, isSeen) {
    for (const element of root.querySelectorAll("body *")) {
      if (element.closest(notOurs) || !isSeen(element)) continue;
      for (const node of element.childNodes) if (node.nodeType === Node.TEXT_NODE) yield node.data.trim();
      for (const name of ATTRIBUTES) if (element.hasAttribute(name)) yield element.getAttribute(name).trim();
    }
  };
  const html = await (await fetch(location.pathname)).text();
  const published = new Set(said(new DOMParser().parseFromString(html, "text/html"), () => true));
  return [...said(document, (element) => element.checkVisibility())].filter((text) => !published.has(text));
}
"""
_NOT_OURS = (
    "script, style, noscript",
    "code, pre, kbd, .cm-editor, [data-part], .cell-form, .live-variables td",  # the author's and Python's
    ".arithmatex, abbr, .figure-view-words, .figure-view img",
    theme.ADDED,
)
_MARKED = re.compile(r"⟦[^⟦⟧]*⟧")
_NAMES = re.compile(
    r"\b(MNIST|XOR|CSV|SGD|RMSprop|AdamW?|Linear|(Leaky)?ReLU|Tanh|Sigmoid|GELU|Softmax|Dropout|BatchNorm\d?d?"
    r"|Conv2d|MaxPool2d|Flatten|PyTorch|Python|NaN|min|MB|kB|e|sin)\b|x[₁₂]"
)
"""What is the same in every language: names of PyTorch's and of data, of inputs, units."""


def said_by_scripts(page: Page) -> list[str]:
    said: list[str] = page.evaluate(_SAID, ", ".join(_NOT_OURS))
    return said


def unmarked(texts: Iterable[str]) -> set[str]:
    """Those with words outside ⟦ and ⟧, by which a marked build tells the words of its table."""
    return {text for text in texts if re.search(r"[^\W\d_]{2}", _NAMES.sub("", without_marked(text)))}


def without_marked(text: str) -> str:
    """A text without its marked words; one may stand within another."""
    while text != (shorter := _MARKED.sub("", text)):
        text = shorter
    return text
