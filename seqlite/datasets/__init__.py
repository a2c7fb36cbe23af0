"""Small data sets for lessons: one real table, and points in the plane made by formula."""

from .diabetes import Diabetes as Diabetes
from .points import circles as circles
from .points import moons as moons
from .points import spirals as spirals
