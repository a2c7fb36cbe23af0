"""The package itself: what `import seqlite as torch` gives."""

from __future__ import annotations

import seqlite as torch


def test_what_few_programs_use_is_imported_when_it_is_named() -> None:
    for name in ("datasets", "instruments", "safetensors", "serialization", "vision"):
        assert getattr(torch, name).__name__ == f"seqlite.{name}"
        assert name in dir(torch)
    assert torch.save is torch.serialization.save
    assert torch.summary is torch.instruments.summary
    assert torch.utils.data.DataLoader.__module__.endswith("utils.data.dataloader")
    assert torch.optim.lr_scheduler.StepLR.__module__.endswith("optim.lr_scheduler.closed_form")
    assert not hasattr(torch, "no_such_name")
