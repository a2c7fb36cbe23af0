"""The program of `simd`, written with the assembler in `wasm`: products of float32 matrices, and Adam.

Sums are made in registers, tile by tile. All addresses and distances ("down" a column, "along" a row) are in
bytes.
"""

from __future__ import annotations

from .assembler import (
    V128,
    Code,
    Function,
    Variable,
    add,
    at_least,
    call,
    const,
    load,
    load_first,
    load_spread,
    repeat,
    side_module,
    store,
    store_first,
    times,
    v_add,
    v_div,
    v_mul,
    v_sqrt,
    v_sub,
    v_turned,
)

HEIGHTS = (4, 1)
COLUMNS = (8, 4, 1)  # widths of tiles for rows of b
DOTS = (2, 1)  # and for columns of b


def rows(f: Function, base: Variable, down: Variable, count: int) -> tuple[Code, list[Code]]:
    """The addresses of `count` rows, after a statement that they rely on."""
    before, addresses = b"", [base.get]
    for i in range(1, count):
        distance = f.variable()
        before += distance.set(times(down.get, i))
        addresses.append(add(base.get, distance.get))
    return before, addresses


def tile(height: int, width: int) -> Function:
    """c = a b, where the rows of b lie in one piece: a number of a meets four of b at once."""
    f = Function(8)
    a, a_down, a_along, b, b_down, c, c_down, k = f.inputs
    fetch, put = (load_spread, store_first) if width == 1 else (load, store)
    right = [f.variable(V128) for _ in range(0, width, 4)]
    sums = [[f.variable(V128) for _ in right] for _ in range(height)]
    left = f.variable(V128)
    f.body, starts = rows(f, a, a_down, height)
    step = b"".join(r.set(fetch(b.get, 16 * i)) for i, r in enumerate(right))
    for start, row in zip(starts, sums, strict=True):
        step += left.set(load_spread(start))
        step += b"".join(s.set(v_add(s.get, v_mul(left.get, r.get))) for s, r in zip(row, right, strict=True))
    step += a.move(a_along.get) + b.move(b_down.get) + k.move(const(-1))
    f.body += repeat(k.get, step)
    before, starts = rows(f, c, c_down, height)
    f.body += before
    for start, row in zip(starts, sums, strict=True):
        f.body += b"".join(put(start, s.get, 16 * i) for i, s in enumerate(row))
    return f


def dots(height: int, width: int) -> Function:
    """c = a b, where rows of a and columns of b lie in one piece: four numbers of a meet four of b."""
    f = Function(8)
    a, a_down, _, b, b_along, c, c_down, k = f.inputs
    right = [f.variable(V128) for _ in range(width)]
    sums = [[f.variable(V128) for _ in right] for _ in range(height)]
    left = f.variable(V128)
    f.body, starts = rows(f, a, a_down, height)
    before, columns = rows(f, b, b_along, width)
    f.body += before
    for count, fetch in ((4, load), (1, load_first)):
        step = b"".join(r.set(fetch(column)) for r, column in zip(right, columns, strict=True))
        for start, row in zip(starts, sums, strict=True):
            step += left.set(fetch(start))
            step += b"".join(
                s.set(v_add(s.get, v_mul(left.get, r.get))) for s, r in zip(row, right, strict=True)
            )
        step += a.move(const(4 * count)) + b.move(const(4 * count)) + k.move(const(-count))
        f.body += repeat(at_least(k.get, const(count)), step)
    before, starts = rows(f, c, c_down, height)
    f.body += before
    for start, row in zip(starts, sums, strict=True):
        for i, s in enumerate(row):
            f.body += s.set(v_add(s.get, v_turned(s.get, 2)))
            f.body += store_first(start, v_add(s.get, v_turned(s.get, 1)), 4 * i)
    return f


def product_by(tiles: int, widths: tuple[int, ...], dotted: bool) -> Function:
    """All of c, by the functions that begin at number `tiles`: for each width, one for each height."""
    f = Function(10)
    m, n, k, a, a_down, a_along, b, b_step, c, c_down = f.inputs
    left, a_row, c_row = f.variable(), f.variable(), f.variable()
    for width in widths:
        column = left.set(m.get) + a_row.set(a.get) + c_row.set(c.get)
        for height in HEIGHTS:
            inputs = (a_row, a_down, a_along, b, b_step, c_row, c_down, k)
            step = call(tiles, (v.get for v in inputs)) + left.move(const(-height))
            step += a_row.move(times(a_down.get, height)) + c_row.move(times(c_down.get, height))
            column += repeat(at_least(left.get, const(height)), step)
            tiles += 1
        column += b.move(times(b_step.get, width) if dotted else const(4 * width))
        column += c.move(const(4 * width)) + n.move(const(-width))
        f.body += repeat(at_least(n.get, const(width)), column)
    return f


def adam_on_flat() -> Function:
    """The arithmetic of `kernels.adam_step`, in its order, so that all bits are the same."""
    f = Function(6)
    n, p, g, m, v, constants = f.inputs
    towards, fade, share, unbias, eps, lr = numbers = [f.variable(V128) for _ in range(6)]
    grad, mean, square, step = (f.variable(V128) for _ in range(4))
    f.body = b"".join(x.set(load_spread(constants.get, 4 * i)) for i, x in enumerate(numbers))
    for count, fetch, put in ((4, load, store), (1, load_first, store_first)):
        body = grad.set(fetch(g.get)) + mean.set(fetch(m.get))
        body += mean.set(v_add(mean.get, v_mul(v_sub(grad.get, mean.get), towards.get)))
        new = v_mul(v_mul(grad.get, grad.get), share.get)
        body += square.set(v_add(v_mul(fetch(v.get), fade.get), new))
        body += step.set(v_add(v_div(v_sqrt(square.get), unbias.get), eps.get))
        body += step.set(v_mul(v_div(mean.get, step.get), lr.get))
        body += put(m.get, mean.get) + put(v.get, square.get) + put(p.get, v_sub(fetch(p.get), step.get))
        body += b"".join(x.move(const(4 * count)) for x in (p, g, m, v)) + n.move(const(-count))
        f.body += repeat(at_least(n.get, const(count)), body)
    return f


def program() -> bytes:
    """The side module: `by_rows` and `by_dots` (m, n, k, a, down, along, b, step, c, down), and `adam`."""
    tiles = [tile(height, width) for width in COLUMNS for height in HEIGHTS]
    functions = tiles + [dots(height, width) for width in DOTS for height in HEIGHTS]
    count = len(functions)
    functions += [product_by(0, COLUMNS, False), product_by(len(tiles), DOTS, True), adam_on_flat()]
    return side_module(functions, {"by_rows": count, "by_dots": count + 1, "adam": count + 2})
