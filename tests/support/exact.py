"""Exact probabilities of small counts."""

from math import comb


def fisher(one: int, of_one: int, other: int, of_other: int) -> float:
    """Two-sided p that both groups are refused alike (Fisher 1922): one of of_one, other of of_other."""
    whole, refused = of_one + of_other, one + other

    def chance(first: int) -> float:
        return comb(of_one, first) * comb(of_other, refused - first) / comb(whole, refused)

    seen = chance(one)
    possible = range(max(0, refused - of_other), min(of_one, refused) + 1)
    return sum(p for p in map(chance, possible) if p <= seen * (1 + 1e-9))


def interval(count: int, of: int, sure: float = 0.95) -> tuple[float, float]:
    """Clopper and Pearson 1934: the shares that a count of so many does not contradict."""

    def at_most(share: float, most: int) -> float:
        return sum(comb(of, k) * share**k * (1 - share) ** (of - k) for k in range(most + 1))

    def share(most: int, probability: float) -> float:
        low, high = 0.0, 1.0
        for _ in range(60):
            middle = (low + high) / 2
            low, high = (middle, high) if at_most(middle, most) > probability else (low, middle)
        return (low + high) / 2

    rest = (1 - sure) / 2
    return 0.0 if count == 0 else share(count - 1, 1 - rest), 1.0 if count == of else share(count, rest)
