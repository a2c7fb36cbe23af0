"""What answers the events of a build of the course, in order."""

from docs.course.drafts import caught as around  # an error in a page is a warning that names the page

STEPS = [
    f"{package}.{name}"
    for package, names in (
        # The language of the build is known before anything is said. What follows may warn.
        ("live_cells.plugin", "site_language"),
        ("docs.course", "drafts"),
        # Files are there before pages name them. Cells are HTML before other parts of the page are added.
        ("docs.course", "staging cells"),
        ("live_cells.plugin", "made_later"),
        ("docs.course", "reference_pages page_parts recorded_on notebook_links glossary formulas"),
        # Checks see the page as it will be, and what is kept for the next build is what they have seen.
        ("docs.course", "lessons_linted comments text_faults anchors"),
        ("docs.course", "rendered_pages search_entries"),
        # The shell is around the whole.
        ("docs.course", "theme_parts"),
        ("live_cells.plugin", "links_within_page"),
        ("docs.course", "site_shell bill_of_materials sealed_pages hosts"),
        ("docs.course", "serving"),
    )
    for name in names.split()
]
"""The modules that answer by their functions `on_<event>`."""
__all__ = ["STEPS", "around"]
