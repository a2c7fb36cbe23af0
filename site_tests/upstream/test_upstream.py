"""PyTorch's own tests: what passed on seqlite goes on passing. Those that take long run by `run.py` alone."""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from site_tests.suite.slow import slow_except
from site_tests.upstream.results import compare, listed_files, read_artifacts, read_list, verdicts_on
from site_tests.upstream.sides import Outcomes, run_file
from site_tests.upstream.source import SourceError, upstream_source
from site_tests.upstream.verdicts import PASSED

SECONDS = 15  # that a test may compute
FILES = listed_files()
LONG = {
    *(f"nn/test_{name}.py" for name in ("convolution", "dropout", "embedding", "init", "pooling")),
    "nn/test_load_state_dict.py",
    *(f"test_{name}.py" for name in ("autograd", "dataloader", "nn", "optim", "reductions", "torch")),
    *(f"test_{name}.py" for name in ("tensor_creation_ops", "type_promotion", "view_ops")),
}


def quick_tests(name: str) -> set[str]:
    return {test for test, verdict in read_list(name).items() if verdict == PASSED}


@pytest.fixture(scope="module")
def outcomes(request: pytest.FixtureRequest) -> Iterator[dict[str, Future[Outcomes]]]:
    """What the tests do of each file that this run wants, two files at a time, the longest first."""
    try:
        with request.config.pluginmanager.getplugin("capturemanager").global_and_fixture_disabled():
            source = upstream_source()
    except SourceError as error:
        pytest.skip(f"PyTorch's test files cannot be had: {error}")
    here = (item for item in request.session.items if item.path == request.path)
    names = [item.callspec.params["name"] for item in here if hasattr(item, "callspec")]
    longest = sorted(names, key=lambda name: -len(quick_tests(name)))
    with ThreadPoolExecutor(2) as pool:
        yield {n: pool.submit(run_file, "seqlite", source, n, SECONDS, quick_tests(n)) for n in longest}
        pool.shutdown(cancel_futures=True)


@pytest.mark.parametrize("name", slow_except(FILES, *(set(FILES) - LONG)))
def test_what_passed_passes_still(name: str, outcomes: dict[str, "Future[Outcomes]"]) -> None:
    now = verdicts_on(outcomes[name].result(), quick_tests(name), {})
    lost = compare(read_list(name), now).lost
    assert not lost, "\n".join(f"{test}: {now[test].reason}" for test in lost)


def test_the_artifacts_are_few_and_have_reasons() -> None:
    artifacts = read_artifacts()
    assert sum(map(len, artifacts.values())) <= 40
    for name, tests in artifacts.items():
        for test, reason in tests.items():
            assert test in read_list(name)
            assert reason
