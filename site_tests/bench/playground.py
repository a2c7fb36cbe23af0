"""Measure what a reader of the Playground waits for, and how smooth the page stays.

    SEQLITE_TEST_SITE=site uv run python site_tests/bench/playground.py [--runs 3]

Cold is a new browser profile, warm is a Python that has trained before; files come from this machine.
"""

import argparse
import re
import statistics
import time

from on_site import on_site
from playwright.sync_api import Browser

from site_tests.drivers import expect
from site_tests.pages.cells import FIRST_LOAD
from site_tests.pages.playground import ADDRESS, PlaygroundPage

COURSE = "MNIST: the course's model"
UNTIL_CURVE = """button => new Promise((resolve) => {
    const figures = document.querySelector(".pg-figures");
    const begin = performance.now();
    const look = () => {
        const seconds = (performance.now() - begin) / 1000;
        if (figures.textContent && seconds > 0.01) resolve(seconds);
        else requestAnimationFrame(look);
    };
    button.click();
    figures.textContent = "";
    requestAnimationFrame(look);
})"""
WATCH_FRAMES = """() => {
    const own = { begin: performance.now(), count: 0, tasks: [] };
    window.frames_ = own;
    const observer = new PerformanceObserver((list) => {
        for (const { duration } of list.getEntries()) own.tasks.push(duration);
    });
    observer.observe({ type: "longtask" });
    const tick = () => {
        own.count += 1;
        if (window.frames_ === own) requestAnimationFrame(tick); // else another one is watched
        else observer.disconnect();
    };
    requestAnimationFrame(tick);
}"""
READ_FRAMES = """() => {
    const { begin, count, tasks } = window.frames_;
    return [(1000 * count) / (performance.now() - begin), Math.max(0, ...tasks)];
}"""
DRAG = """strip => new Promise((resolve) => {
    const { x, y, width } = strip.getBoundingClientRect();
    strip.setPointerCapture = () => {};
    const say = (kind, share) => strip.dispatchEvent(new PointerEvent(kind, {
        pointerId: 1, pointerType: "mouse", buttons: 1, bubbles: true,
        clientX: x + width * share, clientY: y + 10,
    }));
    say("pointerdown", 0);
    const moves = 360; // three times across
    let at = 0;
    const move = () => {
        at += 1;
        const along = (3 * at) / moves;
        say("pointermove", along < 1 ? along : along < 2 ? 2 - along : along - 2);
        if (at < moves) requestAnimationFrame(move);
        else resolve(say("pointerup", 1));
    };
    requestAnimationFrame(move);
})"""
UNTIL_ANSWER = """sheet => new Promise((resolve) => {
    const sentence = document.querySelector(".lab-sentence");
    const { x, y, width, height } = sheet.getBoundingClientRect();
    const say = (kind, share) => sheet.dispatchEvent(new PointerEvent(kind, {
        pointerId: 1, clientX: x + width * 0.5, clientY: y + height * share, bubbles: true,
    }));
    sheet.setPointerCapture = () => {};
    say("pointerdown", 0.2 + 0.01 * Math.random());
    say("pointermove", 0.8);
    const begin = performance.now();
    const observer = new MutationObserver(() => {
        if (!sentence.textContent.startsWith("It says")) return;
        observer.disconnect();
        resolve(performance.now() - begin);
    });
    observer.observe(sentence, { childList: true, characterData: true, subtree: true });
    say("pointerup", 0.8);
})"""
WATCH_NETWORK = """() => {
    window.network_ = { begin: performance.now(), count: 0 };
    const pen = document.querySelector(".pg-net-ground").getContext("2d");
    const clear = pen.clearRect;
    pen.clearRect = (...area) => {
        window.network_.count += 1;
        clear.apply(pen, area);
    };
}"""
READ_NETWORK = """() => {
    const { begin, count } = window.network_;
    return (1000 * count) / (performance.now() - begin);
}"""
LONG = "#data=moons&samples=300&epochs=500&batch=16&rate=0.003&layers=Linear~16,ReLU,Linear~16,ReLU,Linear~2"
CONVNET = (
    "#data=mnist&samples=6000&epochs=500&batch=64&rate=0.003"
    "&layers=Conv2d~8~3~0,ReLU,MaxPool2d~2,Conv2d~16~3~0,ReLU,MaxPool2d~2,Flatten,Linear~10"
)
FIRST = "2-6-4-2"
MODELS = {
    FIRST: "#data=moons&samples=300&epochs=0&batch=16&layers=Linear~6,Tanh,Linear~4,Tanh,Linear~2",
    "16-16": LONG,
    "convnet": CONVNET,
}
"""What is trained to see how fast: the first preset, a wider one, and digits."""
SECONDS_WATCHED = 4
SLOWEST = 600_000
"""Milliseconds that a training may take where other builds use the machine as well."""
COLUMNS = {
    "cold": "seconds from Start to the first curve, moons, cold",
    "warm": "seconds from Start to the first curve, moons, warm",
    "network": "drawings of the network a second while moons trains, 16 to 16",
    **{
        f"{name} {what}": f"{words} while {name} trains"
        for name in MODELS
        for what, words in (
            ("epochs", "epochs a second"),
            ("steps", "steps a second"),
            ("frames", "frames a second"),
            ("task", "milliseconds of the longest task"),
        )
    },
    "drag": "frames a second while the playhead is dragged three times across",
    "drag task": "milliseconds of the longest task meanwhile",
    "course": "seconds from Start to the end, MNIST, course's model",
    "test": "percent of MNIST's test set right then",
    "frames": "frames a second while MNIST trains",
    "task": "milliseconds of the longest task meanwhile",
    "answer": "milliseconds from drawing to answer, warm",
}


def measured(browser: Browser, address: str) -> dict[str, float]:
    """Every column, once."""
    context = browser.new_context(viewport={"width": 1280, "height": 720})
    playground = PlaygroundPage(context.new_page()).open(address)
    page = playground.page
    playground.live.settle()
    found = {"cold": float(playground.starter.evaluate(UNTIL_CURVE))}
    playground.pause()
    playground.set("training", "seed", 1)
    found["warm"] = float(playground.starter.evaluate(UNTIL_CURVE))
    playground.pause()
    page.goto(address + ADDRESS + LONG)
    playground.start("Start")
    playground.expect_epoch(5)
    page.evaluate(WATCH_NETWORK)
    page.wait_for_timeout(1000 * SECONDS_WATCHED)
    found["network"] = page.evaluate(READ_NETWORK)
    playground.pause()
    for name, fragment in MODELS.items():
        page.goto(address + ADDRESS + fragment)
        playground.start("Start")
        playground.expect_epoch(1)
        page.evaluate(WATCH_FRAMES)
        (epoch, step), begin = playground.epochs_and_steps, time.perf_counter()
        page.wait_for_timeout(1000 * SECONDS_WATCHED)
        (epoch_now, step_now), seconds = playground.epochs_and_steps, time.perf_counter() - begin
        found[f"{name} epochs"] = (epoch_now - epoch) / seconds
        found[f"{name} steps"] = (step_now - step) / seconds
        found[f"{name} frames"], found[f"{name} task"] = page.evaluate(READ_FRAMES)
        playground.pause()
        if name == FIRST:
            page.evaluate(WATCH_FRAMES)
            playground.playhead.evaluate(DRAG)
            found["drag"], found["drag task"] = page.evaluate(READ_FRAMES)
            page.keyboard.press("End")
    playground.choose_preset(COURSE)
    begin = time.perf_counter()
    playground.starter.click()
    expect(playground.status).to_contain_text("left", timeout=FIRST_LOAD)
    page.evaluate(WATCH_FRAMES)
    expect(playground.status).to_contain_text(re.compile("Finished"), timeout=SLOWEST)
    found["course"] = time.perf_counter() - begin
    found["frames"], found["task"] = page.evaluate(READ_FRAMES)
    playground.button("Test", "draw").click()
    expect(playground.tested).to_contain_text("of the test set correctly", timeout=FIRST_LOAD)
    found["test"] = float(re.findall(r"[\d.]+(?=%)", playground.tested.inner_text())[0])
    answers = [float(playground.sheet.evaluate(UNTIL_ANSWER)) for _ in range(12)]
    found["answer"] = statistics.median(answers[2:])
    context.close()
    return found


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=3)
    arguments = parser.parse_args()
    with on_site(parser) as (address, browser):
        all_found = [measured(browser, address) for _ in range(arguments.runs)]
    print(f"medians of {arguments.runs} [least to most]")
    for name, words in COLUMNS.items():
        values = [found[name] for found in all_found]
        print(f"{words:62} {statistics.median(values):7.2f}  [{min(values):.2f} to {max(values):.2f}]")


if __name__ == "__main__":
    main()
