"""Text as a terminal would show it: escape sequences, carriage returns, floods."""

import json
import re

from playwright.sync_api import Route, expect

from site_tests import ROOT
from site_tests.pages.cells import FIRST_LOAD, LivePage

OUTPUT = ROOT / "live_cells" / "live" / "page" / "output"
CASES = json.loads((ROOT / "site_tests" / "unit" / "ansi_cases.json").read_text("utf8"))
SHOWN = """async ([cases, pieces]) => {
    const { TextBlock } = await import(new URL("sources/terminal_text.ts", document.baseURI).href);
    const shown = (block) => {
        block.draw();
        const leaves = [];
        for (const part of block.node.children)
            for (const node of part.childNodes) {
                const ink = node.style?.getPropertyValue("--ansi-ink");
                const ground = node.style?.getPropertyValue("--ansi-ground");
                const known = [node.className ?? "", ink, ground].filter((value, at) => value || !at);
                const style = known.join("|");
                if (leaves.at(-1)?.[1] === style) leaves.at(-1)[0] += node.textContent;
                else leaves.push([node.textContent, style]);
            }
        return leaves;
    };
    return cases.map(([text]) => {
        const block = new TextBlock("stdout");
        if (!pieces) block.append(text);
        else for (const letter of text) (block.append(letter), block.draw());
        return shown(block);
    });
}"""


def test_escape_sequences_become_the_styles_that_recorded_text_gets(lesson: LivePage) -> None:
    from live_cells.plugin.packages.scripts import smaller

    def source(route: Route) -> None:
        script = OUTPUT / route.request.url.rpartition("/")[2]
        route.fulfill(path=smaller([script])[script])

    lesson.page.route("**/sources/*.ts", source)
    for in_pieces in (False, True):
        shown = lesson.page.evaluate(SHOWN, [CASES, in_pieces])
        for (text, wanted), got in zip(CASES, shown, strict=True):
            assert got == wanted, repr(text)


def test_colors_are_legible_in_both_schemes(used: LivePage) -> None:
    cell = used.cell(used.cell_ids[0])
    cell.edit(
        "for n in range(256): print(f'\\x1b[38;5;{n}m{n}', end=' ')\n"
        "print('\\x1b[0m')\nfor n in range(256): print(f'\\x1b[48;5;{n}m{n}', end=' ')"
    )
    cell.run()
    expect(cell.part("stdout").locator("span[class]")).to_have_count(512, timeout=FIRST_LOAD)
    for scheme in ("default", "slate"):
        used.page.evaluate("scheme => siteTheme.scheme = scheme", scheme)
        contrasts = cell.part("stdout").evaluate(CONTRASTS)
        assert min(contrasts) >= 3, (scheme, contrasts.index(min(contrasts)))


CONTRASTS = """async (block) => {
    await new Promise(requestAnimationFrame);
    const canvas = Object.assign(document.createElement("canvas"), { width: 1, height: 1 });
    const context = canvas.getContext("2d", { willReadFrequently: true });
    const luminance = (...colors) => {
        context.clearRect(0, 0, 1, 1);
        for (const color of colors) {
            context.fillStyle = color;
            context.fillRect(0, 0, 1, 1);
        }
        const [r, g, b] = [...context.getImageData(0, 0, 1, 1).data].map((value) => {
            const part = value / 255;
            return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
        });
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const page = getComputedStyle(document.body).backgroundColor;
    return [...block.querySelectorAll("span[class]")].map((span) => {
        const { color, backgroundColor } = getComputedStyle(span);
        const ground = luminance(page, backgroundColor);
        const ink = luminance(page, backgroundColor, color);
        return (Math.max(ink, ground) + 0.05) / (Math.min(ink, ground) + 0.05);
    });
}"""


def test_a_flood_of_ten_megabytes_leaves_the_page_responsive_and_both_ends_readable(used: LivePage) -> None:
    cell = used.cell(used.cell_ids[0])
    cell.edit(
        "print('first line')\nfor i in range(100_000):\n    print(i, 'x' * 100)\nprint('last line', end='')"
    )
    cell.button("Run").hover()
    used.expect_kernel("ready")
    used.page.evaluate("""() => {
        let last = performance.now();
        window.longestPause = 0;
        (function beat() {
            const now = performance.now();
            window.longestPause = Math.max(window.longestPause, now - last);
            last = now;
            window.beating = requestAnimationFrame(beat);
        })();
    }""")
    cell.run()
    cell.expect_state("done")
    pause = used.page.evaluate("() => (cancelAnimationFrame(window.beating), window.longestPause)")
    assert pause < 1000, f"the page stood still for {pause:.0f} ms"  # a freeze is one of several seconds
    text = cell.output.inner_text()
    assert text.startswith("first line\n0 xxx")
    assert text.rstrip().endswith("last line")
    assert len(text) < 400_000
    expect(cell.show_rest).to_be_visible()


def test_stdout_and_stderr_stay_in_order(used: LivePage) -> None:
    cell = used.cell(used.cell_ids[0])
    cell.edit(
        "import sys\nprint('a', end='')\nprint('b', file=sys.stderr)\nprint('c')\n"
        "print(10, end='\\r')\nprint(9, end='')"
    )
    cell.run()
    expect(cell.output).to_have_text(re.compile("^ab\n?c\n90$"))
