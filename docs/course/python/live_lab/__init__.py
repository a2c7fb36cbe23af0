"""What the lab's page has Python do: say which digit a drawing shows, with the models that are there.

A part of the page, not of the engine.
"""
