"""What every page has around it: a security policy, its build, the web app's manifest."""

import html
import json
import os
import subprocess
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page
from mkdocs.utils import get_relative_url
from turbohtml import Element

from docs.course.pages.drawings import UNDRAWN
from live_cells.plugin.cache import ROOT, short_hash
from live_cells.plugin.fetch import sha256_base64
from live_cells.plugin.html_source import HtmlSource, value_of
from live_cells.plugin.offline import write_policies

POLICY = {
    "default-src": "'self'",  # Firefox asks it, and nothing else, whether a page may fetch ahead
    "script-src": "'self' 'wasm-unsafe-eval'",  # and, by hash, the theme's few lines in the page
    "style-src": "'self'",  # what attributes say, sealed_pages.py moves into a style sheet
    "img-src": "'self' data: blob:",
    "font-src": "'self' data:",
    "connect-src": "'self' data:",  # the second sends nothing: such an address is its own content
    "worker-src": "'self' blob:",  # a worker from the second is under this policy (live/workers.ts)
    "frame-src": "'self'",
    "base-uri": "'self'",
    "form-action": "'self'",
    "object-src": "'none'",
}
_RUNS = ("", "module", "text/javascript")
"""The types of scripts that run."""
_build = ""
_reloads = False
_inline_scripts: set[str] = set()
"""The hashes of all scripts that stand in pages."""


def on_startup(command: str, dirty: bool) -> None:
    """Remember whether pages are served to their author, with a script of mkdocs's that reloads them.

    The date in the site map is that of the commit, unless the environment names another.
    """
    global _reloads
    _reloads = command == "serve"
    time = commit_time()
    if time:
        os.environ.setdefault("SOURCE_DATE_EPOCH", time)


def commit_time() -> str:
    """When what is built was committed, in seconds; nothing where git does not say."""
    try:
        done = subprocess.run(["git", "log", "-1", "--format=%ct"], cwd=ROOT, capture_output=True, text=True)
    except OSError:
        return ""
    return done.stdout.strip()


def on_config(config: MkDocsConfig) -> None:
    global _build
    sources = (
        p
        for folder in ("docs", "live_cells", "seqlite")
        for p in sorted((ROOT / folder).rglob("*"))
        if p.is_file()
    )
    kept = (p for p in sources if "__pycache__" not in p.parts and not p.name.startswith("."))
    _build = short_hash(*(p.read_bytes() for p in [*kept, ROOT / "mkdocs.yml"]))


def on_files(files: Files, config: MkDocsConfig) -> Files:
    files.append(
        File.generated(config, "manifest.webmanifest", content=json.dumps(manifest(config), indent=2))
    )
    return files


def on_post_page(output: str, page: Page, config: MkDocsConfig) -> str:
    files = (("manifest", "manifest.webmanifest"), ("apple-touch-icon", "icons/icon-192.png"))
    links = (f'<link rel="{kind}" href="{get_relative_url(file, page.url)}">' for kind, file in files)
    return _guarded(output, *links)


def on_post_template(output: str, template_name: str, config: MkDocsConfig) -> str:
    return _guarded(output) if template_name.endswith(".html") else output  # the page of errors


def _guarded(output: str, *links: str) -> str:
    head = (
        f'<meta http-equiv="Content-Security-Policy" content="{html.escape(policy(output), quote=False)}">'
        f'<meta name="site-build" content="{_build}">'
    )
    source = HtmlSource(output)
    for charset in source.select("meta[charset]")[:1]:
        source.insert(source.start_tag(charset)[1], head + "".join(links))
    return source.changed()


def policy(output: str) -> str:
    """The policy for a page: scripts of the site's own files, and by hash the theme's that stand in it.

    A script that a notebook brings stands in the article, and does not run.

    What `mkdocs serve` adds to reload a page differs every time, so there any script in the page may run. A
    diagram that is not drawn yet, which only its author ever sees, is drawn with styles in the page.
    """
    changed = {"style-src": f"{POLICY['style-src']} 'unsafe-inline'"} if UNDRAWN in output else {}
    if _reloads:
        return _written(changed | {"script-src": f"{POLICY['script-src']} 'unsafe-inline'"})
    inline = HtmlSource(_around(output)).select("script:not([src])")
    hashes = {_hash(script.text) for script in inline if _runs(script)}
    _inline_scripts.update(hashes)
    return _written(changed | {"script-src": f"{POLICY['script-src']} {' '.join(sorted(hashes))}".strip()})


def policy_of_files() -> str:
    """The policy that hosts send with every file, and workers that start from one are under.

    Which scripts may stand in a page, the page itself says: a browser obeys both.
    """
    inline = {name: f"{POLICY[name]} 'unsafe-inline'" for name in ("script-src", "style-src")}
    return _written(inline)


def on_post_build(config: MkDocsConfig) -> None:
    """Tell the service worker what pages are given with, for it gives them without their host."""
    path = Path(config.site_dir) / "service_worker.js"
    scripts = "'unsafe-inline'" if _reloads else " ".join(sorted(_inline_scripts))
    policy = _written({"script-src": f"{POLICY['script-src']} {scripts}".strip()})
    write_policies(path, policy, isolates=True)


def manifest(config: MkDocsConfig) -> dict[str, Any]:
    return {
        "name": config.site_name,
        "short_name": config.site_name,
        "description": config.site_description,
        "start_url": ".",
        "scope": ".",
        "display": "standalone",
        "background_color": "#ffffff",
        "theme_color": "#1d2b4f",
        "icons": [
            {"src": "icons/icon.svg", "sizes": "any", "type": "image/svg+xml"},
            {"src": "icons/icon-192.png", "sizes": "192x192", "type": "image/png"},
            {"src": "icons/icon-512.png", "sizes": "512x512", "type": "image/png", "purpose": "any maskable"},
        ],
    }


def _written(changed: dict[str, str]) -> str:
    return "; ".join(f"{name} {sources}" for name, sources in (POLICY | changed).items())


def _around(output: str) -> str:
    """The theme's part of a page: what is outside the first and the last tag of articles.

    They are looked for as text, before anything is parsed: an author's part may itself end the article, or
    begin a comment that swallows its end.
    """
    before, _, rest = output.partition("<article")
    _, end, after = rest.rpartition("</article>")
    return before + after if end else before


def _runs(script: Element) -> bool:
    return value_of(script, "type").strip().lower() in _RUNS


def _hash(code: str) -> str:
    return f"'sha256-{sha256_base64(code.encode())}'"
