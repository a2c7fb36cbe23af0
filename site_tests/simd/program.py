"""The source of `kernels.wasm` and `squashing.wasm` in `seqlite/_core/simd`; `record_kernels.py` assembles
them.

Products' sums are made in registers, tile by tile. All addresses and distances ("down" a column, "along" a
row) are in bytes.
"""

from __future__ import annotations

from collections.abc import Callable

from .assembler import (
    V128,
    Code,
    Function,
    Variable,
    add,
    at_least,
    both,
    byte_at,
    call,
    const,
    either,
    equal,
    load,
    load_first,
    load_spread,
    number_at,
    put_number,
    repeat,
    side_module,
    store,
    store_first,
    times,
    v_above,
    v_add,
    v_and,
    v_at_most,
    v_below,
    v_different,
    v_div,
    v_each_second,
    v_equal,
    v_left,
    v_mul,
    v_or,
    v_right,
    v_same,
    v_sign,
    v_sqrt,
    v_sub,
    v_turned,
    v_without,
    v_word,
    v_xor,
)

Fetch = Callable[..., Code]  # of four elements, or of one
Put = Callable[..., Code]
Step = Callable[[Fetch, Put], Code]

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


def data(array: Variable) -> Code:
    """Where the elements of a NumPy array lie, an object of Python at this address (`PyArrayObject`)."""
    return number_at(array.get, 8)


def size(array: Variable, axis: int) -> Code:
    """How many elements it has along an axis."""
    return number_at(number_at(array.get, 16), 4 * axis)


def stride(array: Variable, axis: int) -> Code:
    """How far these lie apart."""
    return number_at(number_at(array.get, 20), 4 * axis)


def product_of(by_rows: int, by_dots: int) -> Function:
    """c = a b for NumPy's arrays, by one of the two ways."""
    f = Function(3)
    a, b, c = f.inputs
    shape = [size(a, 0), size(b, 1), size(a, 1), data(a), stride(a, 0), stride(a, 1), data(b)]
    rest = [data(c), stride(c, 0)]
    f.body = either(
        equal(stride(b, 1), const(4)),
        call(by_rows, [*shape, stride(b, 0), *rest]),
        call(by_dots, [*shape, stride(b, 1), *rest]),
    )
    return f


def by_elements(f: Function, n: Variable, pointers: list[Variable], step: Step) -> Code:
    """Do the step for four elements at once, as long as there are four, and then for one."""
    code = b"".join(pointer.set(data(pointer)) for pointer in pointers)
    for count, fetch, put in ((4, load, store), (1, load_first, store_first)):
        body = step(fetch, put) + b"".join(pointer.move(const(4 * count)) for pointer in pointers)
        code += repeat(at_least(n.get, const(count)), body + n.move(const(-count)))
    return code


def adam_on_flat() -> Function:
    """The arithmetic of `kernels.adam_step`, in its order, so that all bits are the same.

    A unit that is dead has no gradients, and means that fade until they are too small to fade further.
    Processors take ten times as long for numbers as small as that, which move no parameter: they are taken
    for 0, and stay. The bits of the last constant are twice the number of steps that they may be away from 0.
    """
    f = Function(6)
    n, p, g, m, v, constants = f.inputs
    towards, fade, share, unbias, eps, lr, faded = numbers = [f.variable(V128) for _ in range(7)]
    param, grad, mean, square, step, rests, zero = (f.variable(V128) for _ in range(7))

    def change(fetch: Fetch, put: Put) -> Code:
        body = b"".join(x.set(fetch(at.get)) for x, at in ((param, p), (grad, g), (mean, m)))
        kept = mean.get
        if fetch is load:
            tiny = v_equal(v_right(v_left(param.get, 1), 30), zero.get)
            moves = v_or(v_below(faded.get, v_left(mean.get, 1)), tiny)
            body += rests.set(v_without(v_equal(v_left(grad.get, 1), zero.get), moves))
            body += mean.set(v_without(mean.get, rests.get))
            kept = v_or(mean.get, v_and(fetch(m.get), rests.get))
        body += mean.set(v_add(mean.get, v_mul(v_sub(grad.get, mean.get), towards.get)))
        new = v_mul(v_mul(grad.get, grad.get), share.get)
        body += square.set(v_add(v_mul(fetch(v.get), fade.get), new))
        body += step.set(v_add(v_div(v_sqrt(square.get), unbias.get), eps.get))
        body += step.set(v_mul(v_div(mean.get, step.get), lr.get))
        return body + put(m.get, kept) + put(v.get, square.get) + put(p.get, v_sub(param.get, step.get))

    f.body = b"".join(x.set(load_spread(data(constants), 4 * i)) for i, x in enumerate(numbers))
    f.body += by_elements(f, n, [p, g, m, v], change)
    return f


def descent() -> Function:
    """p - g lr: the constant is lr."""
    f = Function(4)
    n, p, g, constants = f.inputs
    lr = f.variable(V128)
    f.body = lr.set(load_spread(data(constants)))
    f.body += by_elements(
        f, n, [p, g], lambda fetch, put: put(p.get, v_sub(fetch(p.get), v_mul(fetch(g.get), lr.get)))
    )
    return f


def momentum() -> Function:
    """b fade + g share in b's place, and p - b lr: the constants are fade, share and lr."""
    f = Function(5)
    n, p, g, b, constants = f.inputs
    fade, share, lr = numbers = [f.variable(V128) for _ in range(3)]
    moved = f.variable(V128)

    def change(fetch: Fetch, put: Put) -> Code:
        body = moved.set(v_add(v_mul(fetch(b.get), fade.get), v_mul(fetch(g.get), share.get)))
        return body + put(b.get, moved.get) + put(p.get, v_sub(fetch(p.get), v_mul(moved.get, lr.get)))

    f.body = b"".join(x.set(load_spread(data(constants), 4 * i)) for i, x in enumerate(numbers))
    f.body += by_elements(f, n, [p, g, b], change)
    return f


def relu() -> Function:
    """x, or 0 where x <= 0."""
    f = Function(3)
    n, x, out = f.inputs
    value, zero = f.variable(V128), f.variable(V128)
    f.body = by_elements(
        f,
        n,
        [x, out],
        lambda fetch, put: (
            value.set(fetch(x.get)) + put(out.get, v_without(value.get, v_at_most(value.get, zero.get)))
        ),
    )
    return f


def relu_slope() -> Function:
    """g, or 0 where the value is at most 0."""
    f = Function(4)
    n, g, value, out = f.inputs
    zero = f.variable(V128)
    f.body = by_elements(
        f,
        n,
        [g, value, out],
        lambda fetch, put: put(out.get, v_without(fetch(g.get), v_at_most(fetch(value.get), zero.get))),
    )
    return f


def larger() -> Function:
    """x in the value's place where it is larger, or nan."""
    f = Function(3)
    n, x, value = f.inputs
    new, old, better = (f.variable(V128) for _ in range(3))

    def change(fetch: Fetch, put: Put) -> Code:
        body = new.set(fetch(x.get)) + old.set(fetch(value.get))
        body += better.set(v_or(v_above(new.get, old.get), v_different(new.get, new.get)))
        return body + put(value.get, v_or(v_and(new.get, better.get), v_without(old.get, better.get)))

    f.body = by_elements(f, n, [x, value], change)
    return f


def claim() -> Function:
    """g where x equals the value and `left` has all bits, which it loses; else 0."""
    f = Function(6)
    n, x, value, left, g, out = f.inputs
    hit = f.variable(V128)

    def change(fetch: Fetch, put: Put) -> Code:
        body = hit.set(v_and(v_same(fetch(x.get), fetch(value.get)), fetch(left.get)))
        return (
            body
            + put(left.get, v_without(fetch(left.get), hit.get))
            + put(out.get, v_and(fetch(g.get), hit.get))
        )

    f.body = by_elements(f, n, [x, value, left, g, out], change)
    return f


def look_up() -> Function:
    """For each byte, the number that stands at this place of a table."""
    f = Function(4)
    n, values, table, out = f.inputs
    f.body = b"".join(array.set(data(array)) for array in (values, table, out))
    for count in (4, 1):
        body = b""
        for i in range(count):
            found = number_at(add(table.get, times(byte_at(values.get, i), 4)))
            body += put_number(out.get, found, 4 * i)
        body += values.move(const(count)) + out.move(const(4 * count)) + n.move(const(-count))
        f.body += repeat(at_least(n.get, const(count)), body)
    return f


# The Mersenne Twister (Matsumoto & Nishimura 1998). Its state is 624 words, and the number of the next one.

WORDS, APART = 624, 397


def exponential(x: Variable, numbers: list[Variable], parts: list[Variable]) -> Code:
    """Put e ** x, for |x| of at most 87, in place of x (Cephes, `expf`): x is k log 2 and a rest, whose power
    is a polynomial. Added to a large number, k + 127 stands in the last bits, from where it is shifted to the
    place of an exponent. `parts` are to work in."""
    large, log2e, high, low, one, *factors = numbers
    k, rest, power, value = parts
    code = k.set(v_add(v_mul(x.get, log2e.get), large.get))
    code += power.set(v_left(k.get, 23)) + k.set(v_sub(k.get, large.get))
    code += rest.set(v_sub(v_sub(x.get, v_mul(k.get, high.get)), v_mul(k.get, low.get)))
    code += value.set(factors[0].get)
    for factor in factors[1:]:
        code += value.set(v_add(v_mul(value.get, rest.get), factor.get))
    whole = v_add(v_add(v_mul(v_mul(value.get, rest.get), rest.get), rest.get), one.get)
    return code + x.set(v_mul(whole, power.get))


def limited(x: Variable, limit: Variable, over: Variable) -> Code:
    """Put the smaller of x and the limit in x's place; nan stays."""
    code = over.set(v_above(x.get, limit.get))
    return code + x.set(v_or(v_and(limit.get, over.get), v_without(x.get, over.get)))


def logistic() -> Function:
    """1 / (1 + e ** -x): the constants are those of `exponential`, the sign bit and the limit. It is computed
    for -|x|, and taken from 1 where x is not negative: 1 / (1 + e) is 1 - e / (1 + e)."""
    f = Function(4)
    n, x, out, constants = f.inputs
    numbers = [f.variable(V128) for _ in range(13)]
    *powers, sign, limit = numbers
    given, size, negative = (f.variable(V128) for _ in range(3))
    parts = [f.variable(V128) for _ in range(4)]
    one = powers[4]

    def change(fetch: Fetch, put: Put) -> Code:
        code = given.set(fetch(x.get)) + size.set(v_without(given.get, sign.get))
        code += limited(size, limit, negative) + size.set(v_or(size.get, sign.get))
        code += exponential(size, powers, parts)
        code += negative.set(v_same(v_or(v_and(given.get, sign.get), one.get), v_or(sign.get, one.get)))
        top = v_or(v_and(size.get, negative.get), v_without(one.get, negative.get))
        return code + put(out.get, v_div(top, v_add(one.get, size.get)))

    f.body = b"".join(v.set(load_spread(data(constants), 4 * i)) for i, v in enumerate(numbers))
    f.body += by_elements(f, n, [x, out], change)
    return f


def hyperbolic_tangent() -> Function:
    """tanh(x) (Cephes, `tanhf`): a polynomial below 0.625, else (1 - e) / (1 + e) with e = e ** -2|x|. The
    constants are those of `logistic`, 0.625 and the polynomial's."""
    f = Function(4)
    n, x, out, constants = f.inputs
    numbers = [f.variable(V128) for _ in range(19)]
    *powers, sign, limit = numbers[:13]
    border, *factors = numbers[13:]
    given, size, near, small, square = (f.variable(V128) for _ in range(5))
    parts = [f.variable(V128) for _ in range(4)]
    one = powers[4]

    def change(fetch: Fetch, put: Put) -> Code:
        code = given.set(fetch(x.get)) + size.set(v_without(given.get, sign.get))
        code += near.set(v_above(border.get, size.get)) + square.set(v_mul(size.get, size.get))
        code += small.set(factors[0].get)
        for factor in factors[1:]:
            code += small.set(v_add(v_mul(small.get, square.get), factor.get))
        code += small.set(v_add(v_mul(v_mul(small.get, square.get), size.get), size.get))
        code += size.set(v_add(size.get, size.get)) + limited(size, limit, square)
        code += size.set(v_or(size.get, sign.get)) + exponential(size, powers, parts)
        large = v_div(v_sub(one.get, size.get), v_add(one.get, size.get))
        both_sizes = v_or(v_and(small.get, near.get), v_without(large, near.get))
        return code + put(out.get, v_or(both_sizes, v_and(given.get, sign.get)))

    f.body = b"".join(v.set(load_spread(data(constants), 4 * i)) for i, v in enumerate(numbers))
    f.body += by_elements(f, n, [x, out], change)
    return f


def twist() -> Function:
    """All words of a state anew. A word is made of itself, the next one, and the one 397 places on."""
    f = Function(1)
    [word] = f.inputs
    far, following, left = f.variable(), f.variable(), f.variable()
    mixed, old = f.variable(V128), f.variable(V128)
    start = f.variable()

    def some(count: int, times_: int, fetch: Fetch, put: Put) -> Code:
        old_and_next = v_or(v_and(fetch(word.get), v_word(1 << 31)), v_and(old.get, v_word((1 << 31) - 1)))
        body = old.set(fetch(following.get)) + mixed.set(old_and_next)
        odd = v_and(v_sign(v_left(old.get, 31)), v_word(0x9908B0DF))
        body += put(word.get, v_xor(v_xor(fetch(far.get), v_right(mixed.get, 1)), odd))
        body += b"".join(x.move(const(4 * count)) for x in (word, far, following)) + left.move(const(-1))
        return left.set(const(times_)) + repeat(left.get, body)

    f.body = start.set(word.get) + following.set(add(word.get, const(4)))
    f.body += far.set(add(word.get, const(4 * APART)))
    f.body += some(4, 56, load, store) + some(1, 3, load_first, store_first)  # 227 words
    f.body += far.set(start.get) + some(4, 99, load, store)
    f.body += following.set(start.get) + some(1, 1, load_first, store_first)
    return f


def draw(twist: int) -> Function:
    """The next n words of a state, written to `out`."""
    f = Function(3)
    state, n, out = f.inputs
    place, source, word = f.variable(), f.variable(), f.variable(V128)
    f.body = place.set(number_at(state.get, 4 * WORDS))
    again = either(equal(place.get, const(WORDS)), call(twist, [state.get]) + place.set(const(0)))
    again += source.set(add(state.get, times(place.get, 4)))
    for count, fetch, put in ((4, load, store), (1, load_first, store_first)):
        body = word.set(fetch(source.get))
        body += word.set(v_xor(word.get, v_right(word.get, 11)))
        body += word.set(v_xor(word.get, v_and(v_left(word.get, 7), v_word(0x9D2C5680))))
        body += word.set(v_xor(word.get, v_and(v_left(word.get, 15), v_word(0xEFC60000))))
        body += put(out.get, v_xor(word.get, v_right(word.get, 18)))
        body += source.move(const(4 * count)) + out.move(const(4 * count))
        body += place.move(const(count)) + n.move(const(-count))
        enough = both(at_least(n.get, const(count)), at_least(const(WORDS - count), place.get))
        again += repeat(enough, body)
    f.body += repeat(at_least(n.get, const(1)), again)
    f.body += put_number(state.get, place.get, 4 * WORDS)
    return f


def keep(draw: int) -> Function:
    """n numbers: `scale` with a probability, else 0. Two words are drawn for each, of which 53 bits, the
    first word's last 21 and the second's 32, are compared with `high` and `low`. `words` is room for them.
    The generator is given by the capsule in which NumPy keeps it (`bitgen_t`, whose state comes first)."""
    f = Function(5)
    capsule, n, words, numbers, out = f.inputs
    top, high, low, scale = (f.variable(V128) for _ in range(4))
    f.body = words.set(data(words))
    state = number_at(number_at(capsule.get, 8))
    f.body += call(draw, [state, times(n.get, 2), words.get])
    f.body += b"".join(x.set(load_spread(data(numbers), 4 * i)) for i, x in enumerate((high, low, scale)))
    f.body += out.set(data(out))
    for count in (4, 1):
        pairs = (load(words.get), load(words.get, 16) if count == 4 else load(words.get))
        body = top.set(v_and(v_each_second(*pairs, 0), v_word((1 << 21) - 1)))
        edge = v_and(v_equal(top.get, high.get), v_below(v_each_second(*pairs, 1), low.get))
        kept = v_and(v_or(v_below(top.get, high.get), edge), scale.get)
        body += (store if count == 4 else store_first)(out.get, kept)
        body += words.move(const(8 * count)) + out.move(const(4 * count)) + n.move(const(-count))
        f.body += repeat(at_least(n.get, const(count)), body)
    return f


def program() -> bytes:
    """The side module. Its functions take the addresses of NumPy's arrays, as objects."""
    functions: list[Function] = []
    shown: dict[str, int] = {}

    def enter(function: Function, name: str = "") -> int:
        functions.append(function)
        if name:
            shown[name] = len(functions) - 1
        return len(functions) - 1

    tiles = [enter(tile(height, width)) for width in COLUMNS for height in HEIGHTS]
    by_rows = enter(product_by(tiles[0], COLUMNS, False))
    tiles = [enter(dots(height, width)) for width in DOTS for height in HEIGHTS]
    by_dots = enter(product_by(tiles[0], DOTS, True))
    enter(product_of(by_rows, by_dots), "product")
    enter(adam_on_flat(), "adam")
    enter(descent(), "descent")
    enter(momentum(), "momentum")
    enter(relu(), "relu")
    enter(relu_slope(), "relu_slope")
    enter(larger(), "larger")
    enter(claim(), "claim")
    enter(look_up(), "look_up")
    enter(keep(enter(draw(enter(twist())))), "keep")
    return side_module(functions, shown)


def squashing() -> bytes:
    """The side module of what squashes the gates of recurrent layers."""
    return side_module([logistic(), hyperbolic_tangent()], {"logistic": 0, "hyperbolic_tangent": 1})
