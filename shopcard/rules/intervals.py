"""How far a share of a few customers may be off: the Jeffreys range.

Brown, Cai and DasGupta, "Interval Estimation for a Binomial Proportion", Statistical Science 16
(2001), recommend it for small numbers. The beta distribution's quantile is found by halving, on
the regularised incomplete beta function.
"""

from math import exp, lgamma, log, log1p

_TINY = 1e-300
_CLOSE = 1e-13
_HALVINGS = 60


def jeffreys(share: float, n: float, *, sure: float = 0.95) -> tuple[float, float]:
    """The range in which the true share lies with probability `sure`, for a `share` (0 to 1) seen
    in `n` cases (need not be whole). It reaches 0 where nobody was seen, and 1 where all were, so
    that it always holds the share."""
    a, b = share * n + 0.5, (1 - share) * n + 0.5
    tail = (1 - sure) / 2
    low = 0.0 if share <= 0 else beta_quantile(tail, a, b)
    high = 1.0 if share >= 1 else beta_quantile(1 - tail, a, b)
    return low, high


def beta_quantile(p: float, a: float, b: float) -> float:
    """The x with I_x(a, b) = p, for p from 0 to 1 and positive a and b."""
    low, high = 0.0, 1.0
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        if incomplete_beta(middle, a, b) < p:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def incomplete_beta(x: float, a: float, b: float) -> float:
    """The regularised incomplete beta function I_x(a, b) for x from 0 to 1, positive a and b.

    The continued fraction 8.17.22 of the NIST Digital Library of Mathematical Functions, worked
    out by Lentz's method (Thompson and Barnett, J. Comput. Phys. 64 (1986)). It is quick for x
    below (a + 1) / (a + b + 2); beyond, I_x(a, b) = 1 − I_(1−x)(b, a).
    """
    if x <= 0 or x >= 1:
        return float(x >= 1)
    if x > (a + 1) / (a + b + 2):
        return 1 - incomplete_beta(1 - x, b, a)
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x)) / a
    c, d = 1.0, 1 / _not_zero(1 - (a + b) * x / (a + 1))
    total, m, ratio = d, 0, 0.0
    while abs(ratio - 1) > _CLOSE:
        m += 1
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        ratio = 1.0
        for step in (even, odd):
            d = 1 / _not_zero(1 + step * d)
            c = _not_zero(1 + step / c)
            ratio *= c * d
        total *= ratio
    return front * total


def _not_zero(x: float) -> float:
    return x if abs(x) > _TINY else _TINY
