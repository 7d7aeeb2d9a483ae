"""What somebody can work out who knows that a number about people is one of several."""

from collections.abc import Iterable


def stays_open(numbers: Iterable[int], of: int, k: int) -> bool:
    """Whether of every group of fewer than k others more than one number stays possible: for a reader outside, and for one of
    those told about, who knows their own yes or no. Of one person that is: both yes and no."""
    possible = set(numbers)
    readers = [(of, possible)] + ([(of - 1, {n - own for n in possible}) for own in (0, 1)] if of else [])
    return all(_open(others, {n for n in left if 0 <= n <= others}, k) for others, left in readers)


def _open(others: int, possible: set[int], k: int) -> bool:
    """No number at all: the reader is not as assumed."""
    return not possible or all(
        len({some for some in range(size + 1) if any(0 <= n - some <= others - size for n in possible)}) > 1
        for size in range(1, min(k, others + 1))
    )
