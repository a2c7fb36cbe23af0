"""Checkpoints: what is saved comes back, PyTorch's world reads and writes them, hostile files only raise."""

from __future__ import annotations

import io
import json
import pickle
import random
import re
import subprocess
import sys
import zipfile
from collections import Counter, OrderedDict
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from checkpoint_net import small_net

import seqlite as torch
from seqlite import nn
from seqlite.nn import functional as F
from seqlite.safetensors import SafetensorError, format
from seqlite.safetensors import torch as st

KINDS = [torch.float32, torch.float64, torch.int64, torch.int32, torch.uint8, torch.bool]


def model() -> nn.Sequential:
    torch.manual_seed(3)
    return nn.Sequential(nn.Linear(5, 4), nn.BatchNorm1d(4), nn.ReLU(), nn.Linear(4, 2, bias=False))


def tensors() -> dict[str, Any]:
    torch.manual_seed(1)
    made = {str(kind): (torch.randn(3, 5) * 9).to(kind) for kind in KINDS}
    made |= {"scalar": torch.tensor(7), "empty": torch.zeros(0, 3), "größe/π": torch.tensor([float("nan")])}
    return made | {"turned": torch.arange(6.0).view(2, 3).t()}


def same(a: Any, b: Any) -> bool:
    return a.dtype == b.dtype and a.shape == b.shape and a.numpy().tobytes() == b.numpy().tobytes()


@pytest.mark.parametrize("name", ["m.safetensors", "m.npz"])
def test_a_state_dict_comes_back_with_its_order_and_types(tmp_path: Path, name: str) -> None:
    saved = model().state_dict()
    torch.save(saved, tmp_path / name)
    loaded = torch.load(str(tmp_path / name), map_location="cpu", weights_only=True)
    assert type(loaded) is OrderedDict
    assert list(loaded) == list(saved)
    assert all(same(loaded[key], saved[key]) for key in saved)
    other = nn.Sequential(nn.Linear(5, 4), nn.BatchNorm1d(4), nn.ReLU(), nn.Linear(4, 2, bias=False))
    assert str(other.load_state_dict(loaded)) == "<All keys matched successfully>"
    x = torch.randn(2, 5)
    assert torch.equal(other.eval()(x), model().load_state_dict(saved) and other(x))


@pytest.mark.parametrize("name", ["t.safetensors", "t.npz"])
def test_every_type_and_shape_comes_back_and_can_be_written_to(tmp_path: Path, name: str) -> None:
    saved = tensors()
    torch.save(saved, tmp_path / name)
    loaded = torch.load(tmp_path / name)
    assert all(same(loaded[key], saved[key]) for key in saved)
    loaded["scalar"].fill_(8)
    loaded["torch.float32"].add_(1)


def test_a_whole_training_state_comes_back(tmp_path: Path) -> None:
    net = model()
    optimizer = torch.optim.Adam(net.parameters(), lr=0.01)

    def step() -> float:
        optimizer.zero_grad()
        torch.manual_seed(5)
        loss = net(torch.randn(8, 5)).square().mean()
        loss.backward()
        optimizer.step()
        return float(loss.item())

    step()
    state = {"epoch": 2, "model": net.state_dict(), "optim": optimizer.state_dict(), "best": float("inf")}
    torch.save(state, tmp_path / "run.safetensors")
    expected = [step(), step()]
    back = torch.load(tmp_path / "run.safetensors")
    assert (back["epoch"], back["best"]) == (2, float("inf"))
    net = model()
    optimizer = torch.optim.Adam(net.parameters(), lr=1)
    net.load_state_dict(back["model"])
    optimizer.load_state_dict(back["optim"])
    assert [step(), step()] == expected


def test_a_state_goes_through_memory_as_through_a_file() -> None:
    saved = model().state_dict()
    torch.save(saved, file := io.BytesIO())
    file.seek(0)
    net = model()
    net.load_state_dict({name: torch.zeros_like(t) for name, t in saved.items()})
    net.load_state_dict(torch.load(file, map_location="cpu", weights_only=True))
    loaded = net.state_dict()
    assert list(loaded) == list(saved)
    assert all(same(loaded[name], saved[name]) for name in saved)


def test_nested_plain_data_and_tensors_keep_their_kinds() -> None:
    saved = {"a": (1, [2.5, None, True]), 3: OrderedDict(b="text"), "size": torch.Size([2]), "a.0": [-0.0]}
    file = io.BytesIO()
    torch.save(saved, file)
    file.seek(0)
    assert repr(torch.load(file)) == repr(saved)
    clash = {"a": {"b": torch.tensor(1)}, "a.b": torch.tensor(2)}
    torch.save(clash, file := io.BytesIO())
    assert torch.load(io.BytesIO(file.getvalue())) == clash
    torch.save(torch.arange(3), file := io.BytesIO())
    assert torch.load(io.BytesIO(file.getvalue())).tolist() == [0, 1, 2]


def test_tied_weights_are_stored_twice_and_stay_tied_where_they_are_loaded(tmp_path: Path) -> None:
    net = model()
    net.append(nn.Linear(5, 4))
    net[4].weight = net[0].weight
    torch.save(net.state_dict(), tmp_path / "tied.safetensors")
    loaded = torch.load(tmp_path / "tied.safetensors")
    assert torch.equal(loaded["0.weight"], loaded["4.weight"])
    net.load_state_dict(loaded)
    assert net[4].weight is net[0].weight
    with pytest.raises(RuntimeError, match=r"share memory, '0\.weight' and '4\.weight'"):
        st.save_file(net.state_dict(), tmp_path / "tied.safetensors")


def test_other_names_are_warned_about_and_load_again(tmp_path: Path) -> None:
    with pytest.warns(UserWarning, match=r"safetensors\.torch\.load_file"):
        torch.save(model().state_dict(), tmp_path / "model.pth")
    assert list(torch.load(tmp_path / "model.pth")) == list(model().state_dict())


def test_what_cannot_be_saved_says_so() -> None:
    class Local(nn.Module):
        pass

    with pytest.raises(TypeError, match=r"cannot save net, a Local.*top of the program.*state_dict"):
        torch.save({"net": Local()}, io.BytesIO())
    with pytest.raises(TypeError, match=r"cannot save optimizer, a SGD.*state_dict"):
        torch.save({"optimizer": torch.optim.SGD(model().parameters())}, io.BytesIO())
    net = model()
    net.act = lambda x: x
    with pytest.raises(TypeError, match=r"cannot save act, the function <lambda>"):
        torch.save(net, io.BytesIO())
    with pytest.raises(TypeError, match=r"\.npz file holds a flat dictionary"):
        torch.save({"epoch": 1}, "never-written.npz")
    with pytest.raises(ValueError, match=r"expected torch\.Tensor but received"):
        st.save({"a": np.zeros(2)})
    with pytest.raises(TypeError, match="of type object"):
        format.write({"a": np.array([None])})


class Tied(nn.Module):
    """Its parts refer to each other in the ways that programs use."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.first = nn.Linear(width, width)
        self.again = self.first
        self.last = nn.Linear(width, width)
        self.last.weight = self.first.weight
        self.register_buffer("scale", torch.full((1,), 2.0))
        self.fixed = nn.Parameter(torch.ones(1), requires_grad=False)
        self.act, self.squash, self.names = F.relu, torch.tanh, {"a", "b"}
        self.up = [self]

    def forward(self, x: Any) -> Any:
        return self.squash(self.act(self.last(self.again(x)))) * self.scale + self.fixed


def test_a_whole_module_is_saved_and_loaded_with_what_it_shares() -> None:
    net = Tied(3).eval()
    torch.save({"net": net, "best": 0.5}, file := io.BytesIO())
    with pytest.raises(pickle.UnpicklingError, match="weights_only=False"):
        torch.load(io.BytesIO(file.getvalue()))
    loaded = torch.load(io.BytesIO(file.getvalue()), weights_only=False)["net"]
    x = torch.randn(2, 3)
    assert torch.equal(loaded(x), net(x))
    assert type(loaded) is Tied
    assert not loaded.training
    assert loaded.again is loaded.first
    assert loaded.last.weight is loaded.first.weight
    assert loaded.up == [loaded]
    assert loaded.names == {"a", "b"}
    assert [p.requires_grad for p in loaded.parameters()] == [p.requires_grad for p in net.parameters()]
    assert repr(loaded) == repr(net)
    loaded.first.weight.data.zero_()
    assert not torch.equal(loaded(x), net(x))


def test_a_module_whose_class_is_gone_is_not_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    torch.save(Tied(1), file := io.BytesIO())
    monkeypatch.delattr(sys.modules[__name__], "Tied")
    with pytest.raises(AttributeError, match="Can't get attribute 'Tied'"):
        torch.load(io.BytesIO(file.getvalue()), weights_only=False)


@pytest.mark.parametrize(
    "name", ["os:system", "builtins:eval", "seqlite.serialization:load", "json:JSONDecoder"]
)
def test_a_file_makes_nothing_but_modules_and_functions_on_tensors(name: str) -> None:
    for text in (f'{{"function": "{name}"}}', f'{{"object": [0, "{name}", []]}}'):
        with pytest.raises(AttributeError, match="Can't get attribute"):
            torch.load(io.BytesIO(outlined(text)), weights_only=False)


def test_sets_counters_arrays_and_types_come_back_as_they_were() -> None:
    things = {
        "set": {1, 2}, "frozen": frozenset({"a"}), "counter": Counter("abca"), "array": np.arange(3.0),
        "number": np.float32(0.5), "dtype": torch.float64, "device": torch.device("cpu"),
        "plain": [1, (2, None)],
    }  # fmt: skip
    torch.save(things, file := io.BytesIO())
    loaded = torch.load(io.BytesIO(file.getvalue()))
    assert repr(loaded) == repr(things)
    assert all(type(loaded[name]) is type(value) for name, value in things.items())


def test_a_schedule_is_saved_and_goes_on() -> None:
    def schedule() -> Any:
        optimizer = torch.optim.SGD([nn.Parameter(torch.ones(1))], lr=1.0)
        return torch.optim.lr_scheduler.MultiStepLR(optimizer, [2, 4])

    old, new = schedule(), schedule()
    old.optimizer.step()
    old.step()
    torch.save(old.state_dict(), file := io.BytesIO())
    new.load_state_dict(torch.load(io.BytesIO(file.getvalue())))
    assert new.state_dict() == old.state_dict()


class Trap:
    """Unpickling this would leave a mark."""

    sprung = False

    def __reduce__(self) -> Any:
        return (setattr, (Trap, "sprung", True))


def zipped(members: dict[str, bytes]) -> bytes:
    with zipfile.ZipFile(file := io.BytesIO(), "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


def npy(array: Any) -> bytes:
    np.save(file := io.BytesIO(), array, allow_pickle=True)
    return file.getvalue()


@pytest.mark.parametrize("content", [pickle.dumps(Trap()), zipped({"model/data.pkl": pickle.dumps(Trap())})])
def test_pickles_are_refused_with_what_to_do(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "model.pt").write_bytes(content)
    with pytest.raises(
        NotImplementedError, match=r"model\.pt.*safetensors\.torch\.save_file\(model\.state_dict"
    ):
        torch.load(tmp_path / "model.pt")
    assert not Trap.sprung


@pytest.mark.parametrize("length", [0x80, 0x480, 0x4B50])
def test_no_length_of_the_header_is_taken_for_another_format(length: int) -> None:
    """The file begins with that length, and a pickle with 0x80, a zip archive with PK, 0x4B50."""
    for others in range(80, 200):  # bytes of the header beside the name
        name = "w" * max(length - others, 0)
        for saved in ({name: torch.ones(1)}, OrderedDict({name: torch.ones(1)})):
            torch.save(saved, file := io.BytesIO())
            file.seek(0)
            assert torch.load(file) == saved


def with_header(header: Any, data: bytes = b"") -> bytes:
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return len(text).to_bytes(8, "little") + text + data


def entry(**changes: Any) -> bytes:
    good = {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]}
    return with_header({"w": {**good, **changes}}, bytes(8))


def outlined(text: str) -> bytes:
    return with_header({"__metadata__": {"seqlite.outline": text}})


GOOD = entry()
TWO = {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}
BAD = {
    "empty": (b"", "too short"),
    "short": (b"abc", "too short"),
    "text": (b"<!DOCTYPE html><html>", "not a safetensors file"),
    "long header": ((10**9).to_bytes(8, "little") + bytes(9), "not a safetensors file"),
    "cut in the header": (GOOD[:20], "truncated"),
    "cut in the data": (GOOD[:-1], "truncated: the tensors take 8 bytes, 7 are there"),
    "longer": (GOOD + b"x", "1 bytes at the end"),
    "no JSON": (with_header(b"{'a': 1}"), "not proper JSON"),
    "no UTF-8": (with_header(b'{"\xff": 1}'), "not proper JSON"),
    "NaN": (with_header(b'{"w": NaN}'), "NaN is not JSON"),
    "deep": (with_header(b'{"w":' + b"[" * 100_000), "nested more than 3 deep"),
    "deep with siblings": (with_header(b'{"w":' + b'["[",' * 100_000), "nested more than 3 deep"),
    "huge number": (with_header(b'{"w":' + b"9" * 9999 + b"}"), "not proper JSON"),
    "a list": (with_header([]), "must be a JSON object"),
    "twice": (with_header(b'{"w": 1, "w": 2}'), "'w' comes twice"),
    "no entry": (with_header({"w": 3}), "wanted dtype, shape and data_offsets, got int"),
    "incomplete": (with_header({"w": {"dtype": "F32"}}), r"got \['dtype'\]"),
    "metadata": (with_header({"__metadata__": {"a": 1}}), "__metadata__ must map"),
    "dtype": (entry(dtype="F33"), "unknown dtype 'F33'"),
    "list as dtype": (entry(dtype=["F32"]), "unknown dtype"),
    "negative shape": (entry(shape=[-2]), "wanted a shape"),
    "true as shape": (entry(shape=[True, 2]), "wanted a shape"),
    "float as shape": (entry(shape=[2.0]), "wanted a shape"),
    "wrong size": (entry(shape=[3]), "takes 12 bytes, its data_offsets"),
    "overflow": (entry(shape=[2**62, 4, 2]), "takes"),
    "impossible": (entry(shape=[0, 2**62, 2**62], data_offsets=[0, 0])[:-8], "cannot hold"),
    "backwards": (entry(data_offsets=[8, 0]), "begin <= end"),
    "three offsets": (entry(data_offsets=[0, 4, 8]), "begin <= end"),
    "hole": (with_header({"w": {**TWO, "data_offsets": [4, 8]}}, bytes(8)), "a hole"),
    "overlap": (with_header({"v": TWO, "w": TWO}, bytes(4)), "overlap"),
    "bool of 2": (entry(dtype="BOOL", shape=[8])[:-8] + b"\2" * 8, "BOOL must be 0 or 1"),
    "outline": (outlined('{"tensor": "no"}'), "nesting is damaged"),
    "outline kind": (outlined('{"eval": "1"}'), "nesting is damaged"),
    "zip": (zipped({"a.txt": b"hello"}), "'a.txt' .*is no array"),
    "cut zip": (zipped({"a.npy": npy(np.zeros(9))})[:60], "archive is damaged"),
    "objects": (zipped({"a.npy": npy(np.array([Trap()]))}), "not numbers"),
    "claim": (zipped({"a.npy": npy(np.zeros(9)).replace(b"(9,), }  ", b"(9e9,), }")}), "npy' .*is no array"),
    "large claim": (zipped({"a.npy": npy(np.zeros(9)).replace(b"(9,), }  ", b"(999,), }")}), "claims"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_bad_files_raise_a_clear_error(name: str, tmp_path: Path) -> None:
    content, message = BAD[name]
    (tmp_path / "bad.safetensors").write_bytes(content)
    with pytest.raises(ValueError, match=rf"(?s)cannot load '.*bad\.safetensors': .*({message})"):
        torch.load(tmp_path / "bad.safetensors")
    assert not Trap.sprung


def test_types_that_tensors_lack_are_named() -> None:
    for code, size in (("F8_E4M3", 1), ("C64", 8)):
        content = with_header({"w": {"dtype": code, "shape": [1], "data_offsets": [0, size]}}, bytes(size))
        with pytest.raises(NotImplementedError, match=r"'w' is of type .* in PyTorch with tensor\.float"):
            torch.load(io.BytesIO(content))


@pytest.mark.parametrize(("code", "size"), [("U16", 2), ("U32", 4), ("U64", 8)])
def test_unsigned_integers_come_back_and_take_few_operations(code: str, size: int) -> None:
    header = {"w": {"dtype": code, "shape": [1], "data_offsets": [0, size]}}
    read = torch.load(io.BytesIO(with_header(header, b"\7" + bytes(size - 1))))["w"]
    assert read.tolist() == [7]
    with pytest.raises(NotImplementedError, match=r"not implemented for 'UInt"):
        _ = read + read
    torch.save({"w": read}, file := io.BytesIO())
    file.seek(0)
    again = torch.load(file)["w"]
    assert (again.dtype, again.item()) == (read.dtype, 7)


def test_what_was_a_dict_is_a_dict_again() -> None:
    for saved in ({"w": torch.ones(1)}, OrderedDict(w=torch.ones(1)), {}, OrderedDict()):
        torch.save(saved, file := io.BytesIO())
        assert type(torch.load(io.BytesIO(file.getvalue()))) is type(saved)


GREEDY = """
import resource, sys
resource.setrlimit(resource.RLIMIT_AS, (2**30, 2**30))
from seqlite.safetensors import SafetensorError
from seqlite.safetensors.torch import load
entry = b'"%d":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}'
head = {
    "one text": lambda: b'"' + b"x" * 94_000_000 + b'"',
    "spaces": lambda: b"{}" + b" " * 99_000_000,
    "names": lambda: b"{" + b",".join(entry % i for i in range(60_000)) + b"}",
    "texts": lambda: b'{"__metadata__":{' + b",".join(b'"%d":""' % i for i in range(2_000_000)) + b"}}",
    "brackets": lambda: b"[" * 15_000_000,
}[sys.argv[1]]()
try:
    load(len(head).to_bytes(8, "little") + head)
except SafetensorError as error:
    print(error)
"""


@pytest.mark.skipif(sys.platform == "emscripten", reason="there are no processes in WebAssembly")
@pytest.mark.parametrize("name", ["one text", "spaces", "names", "texts", "brackets"])
def test_headers_made_to_exhaust_the_machine_are_refused(name: str) -> None:
    """In a process that may take 1 GB: each of these took many times that, or minutes."""
    done = subprocess.run([sys.executable, "-c", GREEDY, name], capture_output=True, text=True, timeout=60)
    assert re.search("allowed|nested|JSON", done.stdout), done.stderr


def test_what_could_not_be_read_again_is_not_written() -> None:
    with pytest.raises(ValueError, match="save long lists as tensors"):
        torch.save({"losses": [0.123456789] * 2_000_000, "w": torch.ones(1)}, io.BytesIO())


def test_small_types_are_loaded() -> None:
    header = {
        "half": {"dtype": "F16", "shape": [1], "data_offsets": [0, 2]},
        "char": {"dtype": "I8", "shape": [2], "data_offsets": [2, 4]},
    }
    loaded = torch.load(io.BytesIO(with_header(header, np.float16(0.5).tobytes() + b"\xff\1")))
    assert repr(loaded["half"]) == "tensor([0.5000], dtype=torch.float16)"
    assert repr(loaded["char"]) == "tensor([-1,  1], dtype=torch.int8)"


def test_unaligned_files_of_others_are_read() -> None:
    header = {
        "a": {"dtype": "U8", "shape": [1], "data_offsets": [0, 1]},
        "b": {"dtype": "F64", "shape": [1], "data_offsets": [1, 9]},
    }
    loaded = torch.load(io.BytesIO(with_header(header, b"\5" + np.float64(2.5).tobytes())))
    assert (loaded["a"].tolist(), loaded["b"].tolist()) == ([5], [2.5])


@pytest.mark.parametrize("kind", ["safetensors", "npz", "nested"])
def test_damaged_files_load_or_raise_value_errors(kind: str) -> None:
    seed = random.randrange(2**32)
    print(f"{seed=}")
    dice = random.Random(seed)
    saved = {"epoch": (1, 2), "model": tensors()} if kind == "nested" else tensors()
    if kind == "npz":
        from seqlite._core import npz

        good = npz.write({name: tensor.numpy() for name, tensor in saved.items()})
    else:
        torch.save(saved, file := io.BytesIO())
        good = file.getvalue()
    messages = []
    for _ in range(400):
        content = bytearray(good)
        for _ in range(dice.randint(1, 4)):
            at, what = dice.randrange(len(content)), dice.randrange(4)
            if dice.random() < 0.7:
                at %= 600  # the headers are at the front
            if what == 0:
                content[at] = dice.randrange(256)
            elif what == 1:
                del content[at : at + dice.randint(1, 9)]
            elif what == 2:
                content[at:at] = dice.randbytes(dice.randint(1, 9))
            else:
                content[at : at + 1] = str(dice.randrange(10)).encode()
        try:
            torch.load(io.BytesIO(content))
        except (ValueError, NotImplementedError) as error:
            messages.append(str(error))
    assert len(messages) > 100
    assert all(message.startswith("cannot load the file: ") for message in messages)


def test_the_safetensors_package_reads_and_writes_the_same(tmp_path: Path) -> None:
    theirs = pytest.importorskip("safetensors.numpy", reason="the safetensors package is not installed")
    saved = tensors()
    torch.save(saved, tmp_path / "ours.safetensors")
    loaded = theirs.load_file(tmp_path / "ours.safetensors")
    assert set(loaded) == set(saved)
    assert all(same(torch.from_numpy(loaded[key]), saved[key]) for key in saved)
    theirs.save_file(loaded, tmp_path / "theirs.safetensors", metadata={"note": "x"})
    back = torch.load(tmp_path / "theirs.safetensors")
    assert all(same(back[key], saved[key]) for key in saved)


def test_pytorch_reads_and_writes_the_same(tmp_path: Path, torch_side: Any) -> None:
    mine, x = small_net(torch), torch.randn(2, 1, 4, 4)
    torch.save(mine.double().state_dict(), tmp_path / "ours.safetensors")
    out = torch_side.call("checkpoint_net:on_pytorch", str(tmp_path), x.numpy())
    mine.load_state_dict(torch.load(tmp_path / "theirs.safetensors"))
    assert np.allclose(mine.float()(x).detach().numpy(), out, atol=1e-5)
    for name in ("True.pt", "False.pt"):
        with pytest.raises(NotImplementedError, match="save_file"):
            torch.load(tmp_path / name)


def test_the_safetensors_package_refuses_what_is_refused_here() -> None:
    theirs = pytest.importorskip("safetensors.numpy", reason="the safetensors package is not installed")
    error = pytest.importorskip("safetensors").SafetensorError
    for name, (content, _) in BAD.items():
        if "outline" not in name and "impossible" not in name and "bool" not in name:
            with pytest.raises(error):
                theirs.load(content)
    with pytest.raises(SafetensorError):
        st.load(GOOD[:-1])


def test_numpy_reads_and_writes_the_same(tmp_path: Path) -> None:
    saved = tensors()
    torch.save(saved, tmp_path / "ours.npz")
    with np.load(tmp_path / "ours.npz", allow_pickle=False) as archive:
        loaded = dict(archive)
    assert all(same(torch.from_numpy(loaded[key]), saved[key]) for key in saved)
    for write in (np.savez, np.savez_compressed):
        write(tmp_path / "theirs.npz", **loaded)
        back = torch.load(tmp_path / "theirs.npz")
        assert all(same(back[key], saved[key]) for key in saved)
