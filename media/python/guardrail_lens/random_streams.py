"""The random streams of Guardrail Lens (src/safety/random.ts) and the order in which a run takes its rows (dataOrder.ts)."""

from __future__ import annotations

from collections.abc import Callable

_MASK = 0xFFFFFFFF
_ORDER_STREAM = 0x6F72646572


def seeded_random(*seeds: int) -> Callable[[], float]:
    """sfc32 of PractRand, seeded by splitmix32: uniform numbers in [0, 1) with 32 random bits each."""
    state = 0x9E3779B9

    def splitmix() -> int:
        nonlocal state
        state = (state + 0x9E3779B9) & _MASK
        z = state ^ (state >> 16)
        z = (z * 0x21F0AAAD) & _MASK
        z ^= z >> 15
        z = (z * 0x735A2D97) & _MASK
        return z ^ (z >> 15)

    for seed in seeds:
        state = splitmix() ^ (seed & _MASK)
        state = splitmix() ^ ((seed >> 32) & _MASK)
    a, b, c, counter = splitmix(), splitmix(), splitmix(), 1

    def draw() -> float:
        nonlocal a, b, c, counter
        t = (a + b + counter) & _MASK
        counter = (counter + 1) & _MASK
        a = b ^ (b >> 9)
        b = (c + (c << 3)) & _MASK
        c = ((c << 21) | (c >> 11)) & _MASK
        c = (c + t) & _MASK
        return t / 4294967296

    for _ in range(12):
        draw()
    return draw


def training_order(size: int, seed: int, count: int) -> list[int]:
    """The rows that a run of `size` rows takes for its first `count`: a new shuffle each epoch, from the seed alone."""
    if size < 1:
        raise ValueError("There is nothing to order.")
    order: list[int] = []
    epoch = 0
    while len(order) < count:
        order += _shuffled(size, seeded_random(seed, _ORDER_STREAM, epoch))
        epoch += 1
    return order[:count]


def _shuffled(size: int, random: Callable[[], float]) -> list[int]:
    """Fisher-Yates."""
    order = list(range(size))
    for i in range(size - 1, 0, -1):
        j = int(random() * (i + 1))
        order[i], order[j] = order[j], order[i]
    return order
