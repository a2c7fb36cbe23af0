"""Imports that matplotlib and pyparsing make at their start, and few figures need: put off to their use.

They are a twentieth of what a first figure would wait for.
"""

from pathlib import Path

_TESTING = """
def __getattr__(name):
    if name not in ("testing", "pyparsing_test"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return import_module(".testing", __name__).pyparsing_test
"""
_PROJECTIONS = '''\
class _With3d(ProjectionRegistry):
    """Imports the projection in three dimensions when it is asked for."""

    def get_projection_class(self, name):
        if name == "3d" and name not in self._all_projection_types:
            from mpl_toolkits.mplot3d import Axes3D

            self.register(Axes3D)
        return super().get_projection_class(name)

    def get_projection_names(self):
        return sorted({*super().get_projection_names(), "3d"})


def __getattr__(name):
    if name != "Axes3D":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return get_projection_class("3d")


projection_registry = _With3d()
'''
_BIVARIATE = '''\
class _Postponed(ColormapRegistry):
    """Imports its color maps when one is asked for."""

    def __init__(self):
        pass

    def __getattr__(self, name):
        if name not in ("_cmaps", "_builtin_cmaps"):
            raise AttributeError(name)
        from matplotlib._cm_bivar import cmaps

        ColormapRegistry.__init__(self, cmaps)
        return vars(self)[name]


_bivar_colormaps = _Postponed()
'''
_CHANGES = {
    "pyparsing/__init__.py": {
        "from .testing import pyparsing_test as testing\n": _TESTING,
        "    pyparsing_test = testing\n": "    pass\n",
    },
    "matplotlib/projections/__init__.py": {
        "    from mpl_toolkits.mplot3d import Axes3D\n": "    Axes3D = None\n",
        "projection_registry = ProjectionRegistry()\n": _PROJECTIONS,
    },
    "matplotlib/cm.py": {
        "from matplotlib._cm_bivar import cmaps as bivar_cmaps\n": "",
        "_bivar_colormaps = ColormapRegistry(bivar_cmaps)\n": _BIVARIATE,
    },
}


def postpone(package: Path) -> None:
    """Change the unpacked wheels."""
    for name, changes in _CHANGES.items():
        text = (package / name).read_text()
        for now, later in changes.items():
            found = text.count(now)
            assert found == 1, f"{name} has changed: {now!r} stands there {found} times, and should once"
            text = text.replace(now, later)
        (package / name).write_text(text)
