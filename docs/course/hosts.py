"""What hosts are to say with each file: `_headers`, as Netlify and Cloudflare Pages read it.

docs/guides/nginx.conf says the same to nginx. Both hosts apply every rule that fits an address, and join what
two rules say about one header, so no address has two rules about its cache.
"""

import re
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig

from docs.course.site_shell import policy_of_files

EVERYWHERE = {
    "Cross-Origin-Opener-Policy": "same-origin",  # with the next, a page may share memory with its worker,
    "Cross-Origin-Embedder-Policy": "require-corp",  # and Stop leaves variables as they are
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": policy_of_files(),  # which pages say themselves, and workers' files cannot
}
FOR_EVER = {"Cache-Control": "public, max-age=31536000, immutable"}
ASK = {"Cache-Control": "no-cache"}
"""Kept, but asked about each time."""
JSON = {"Content-Type": "application/json"}
"""Hosts compress types that they know, and many do not know notebooks."""
_NAMED_BY_CONTENT = re.compile(r"(?P<folder>assets/[^/]+-(?:[0-9a-f]{8}|\d+(?:\.\d+)+))/")
"""A folder with a hash or a version in its name: another content has another address."""


def on_post_build(config: MkDocsConfig) -> None:
    site = Path(config.site_dir)
    addresses = [path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()]
    (site / "_headers").write_text(headers([name for name in addresses if name != "_headers"]), "utf8")


def headers(addresses: list[str]) -> str:
    """Rules for the files of a site, given their addresses in it."""
    for_ever = {match["folder"] for match in map(_NAMED_BY_CONTENT.match, addresses) if match}
    pages = [address.split("/") for address in addresses if address.endswith(".html")]
    folders = {parts[0] for parts in pages if len(parts) > 1}
    single = {address for address in addresses if "/" not in address}
    rules = {
        "/*": EVERYWHERE,
        "/": ASK,
        **{f"/{name}": ASK for name in sorted(single)},
        **{f"/{folder}/*": ASK for folder in sorted(folders)},
        **{f"/{folder}/*": FOR_EVER for folder in sorted(for_ever)},
    }
    for notebook in sorted(address for address in addresses if address.endswith(".ipynb")):
        rules[f"/{notebook}"] = rules.get(f"/{notebook}", {}) | JSON
    return "".join(
        "\n".join([address, *(f"  {name}: {value}" for name, value in rule.items())]) + "\n"
        for address, rule in rules.items()
    )
