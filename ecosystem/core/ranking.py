"""Proportions from few observations: the Wilson score interval [published: Wilson 1927], so that 1 of 1 never leads."""

from math import sqrt

Z_95 = 1.959963984540054


def wilson_interval(successes: int, n: int, z: float = Z_95) -> tuple[float, float]:
    """Lower and upper bound, 0–1, of the share successes/n; nothing observed: (0, 1)."""
    if not 0 <= successes <= n:
        raise ValueError("successes must lie between 0 and n")
    if n == 0:
        return 0.0, 1.0
    p, z2 = successes / n, z * z
    centre = (p + z2 / (2 * n)) / (1 + z2 / n)
    half = z / (1 + z2 / n) * sqrt(p * (1 - p) / n + z2 / (4 * n * n))
    return max(0.0, centre - half), min(1.0, centre + half)


def wilson_lower(successes: int, n: int, z: float = Z_95) -> float:
    """What a ranking sorts by: 9/10 → .596, 90/100 → .826, 1/1 → .207, 0/0 → 0."""
    return wilson_interval(successes, n, z)[0]
