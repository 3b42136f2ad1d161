"""Whether a face smiles: logistic regression over what mouth and cheeks do and how wide the mouth is. Plain arithmetic.

Fitted on 51 people of the Face Research Lab London Set, each once at rest and once smiling; held out by person it tells
smiles from rest with an area under the curve of 0.958 (docs/standards.md#face-smile; the fit is repeated in the tests).
"""

from collections.abc import Sequence
from math import exp, sqrt

READ: tuple[tuple[int, ...], ...] = (
    *((6,), (7, 8), (19, 20), (25,), (27,)),  # cheeks puffed, cheeks and lower lids raised, jaw open, lips closed
    *((28, 29), (30, 31), (36, 37), (40,), (41,)),  # dimples, corners down, lips pressed, rolled in below and above
    *((42,), (43,), (44, 45), (46, 47), (48, 49)),  # shrugged below and above, corners up, stretched, upper lip raised
)
"""Movements of a face by their place among the 52; those of both sides are one."""

WEIGHTS = (5.91, 0.296, 3.466, 1.218, -4.343, 4.582, -0.606, 1.542, -1.821, 0.325, -1.257, -1.241, 2.748, -2.051, 1.65)
WIDTH_WEIGHT, BIAS = 6.834, -7.249


def features(mouth: Sequence[float], mouth_width: float) -> tuple[float, ...]:
    """mouth: `Movements.mouth`. mouth_width: as of `FaceAnalysis`. Square roots: the first half of a movement says more
    than the second."""
    return (*(sqrt(max(0.0, value)) for value in mouth), mouth_width)


def smile(mouth: Sequence[float], mouth_width: float) -> float:
    """0..1."""
    sum_of = sum(w * x for w, x in zip((*WEIGHTS, WIDTH_WEIGHT), features(mouth, mouth_width), strict=True))
    return 1.0 / (1.0 + exp(-(sum_of + BIAS)))
