"""The scripts keep to the rules in biome.jsonc."""

from pathlib import Path

from site_tests.style.biome import biome


def test_nothing_is_wrong_with_the_scripts() -> None:
    done = biome()
    assert done.returncode == 0, done.stdout + done.stderr


def test_faults_are_found(tmp_path: Path) -> None:
    """Rules that nobody reads would find nothing, either."""
    faulty = tmp_path / "faulty.js"
    faulty.write_text("const a = 1;\nif (b = a) c(  );\n")
    done = biome(scripts=[faulty])
    assert done.returncode == 1
    for rule in ("noAssignInExpressions", "noUndeclaredVariables", "is laid out otherwise"):
        assert rule in done.stdout
