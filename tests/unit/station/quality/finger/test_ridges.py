"""Ridges against everything else."""

import numpy as np
import pytest

from station.domain.sample import Slap
from station.quality.finger.ridges import ridge_area_mm2, ridge_blocks
from tests.support.scanners import slap_pixels


def wave(period_px: float, shape: tuple[int, int] = (400, 300)) -> np.ndarray:
    row = np.mgrid[0 : shape[0], 0 : shape[1]][0]
    return (128 + 80 * np.sin(2 * np.pi * row / period_px)).astype(np.uint8)


def test_a_wave_of_a_ridges_length_is_skin_and_others_are_not() -> None:
    assert ridge_blocks(wave(9.0), 500).mean() > 0.95
    assert ridge_blocks(wave(40.0), 500).mean() < 0.05  # 2 mm: cloth, print, dirt
    assert ridge_blocks(wave(9.0), 1000).mean() < 0.05  # the same pixels, said to be half as large


def test_resolution_does_not_change_the_area() -> None:
    fine = np.repeat(np.repeat(wave(9.0), 2, axis=0), 2, axis=1)
    assert ridge_area_mm2(fine, 1000) == pytest.approx(ridge_area_mm2(wave(9.0), 500), rel=0.1)


def test_noise_shows_no_ridges() -> None:
    noise = np.random.default_rng(1).integers(0, 256, (400, 400), dtype=np.uint8)
    assert ridge_area_mm2(noise, 500) < 10


def test_a_smear_shows_none_and_a_dry_finger_enough() -> None:
    assert ridge_area_mm2(slap_pixels("smudge", Slap.RIGHT_FOUR), 500) < 20
    assert ridge_area_mm2(slap_pixels("dry", Slap.THUMBS), 500) > 100


def test_an_image_smaller_than_a_block_has_no_blocks() -> None:
    assert ridge_blocks(np.zeros((20, 20), np.uint8), 500).size == 0
    assert ridge_area_mm2(np.zeros((1, 1), np.uint8), 500) == 0.0
