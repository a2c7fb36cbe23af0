"""Where a printed number comes from: a cell is run again and recorded, and any of its numbers can be opened.

    runs = [Run("cell-1", source), Run("cell-2", source)]
    recording = record(runs)
    step = recording.explain(recording.number_at(part=0, offset=17))

It comes to the page with the first question. Runs of cells do without it.
"""
