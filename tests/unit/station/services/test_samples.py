"""What of a capture is kept: the bytes a packet carries, and the same pixels without loss."""

from dataclasses import replace
from io import BytesIO
from pathlib import Path
from uuid import uuid4

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from station.domain.enrollment import Enrollment, EnrollmentId
from station.domain.sample import Blob, Slap
from station.services.samples import keep_portrait, keep_slap
from station.storage.vault import Vault
from tests.support.clock import NOW
from tests.support.desk import portrait_candidate, slap_candidate
from tests.support.people import OPERATOR
from tests.support.plans import passport

WHICH = EnrollmentId(str(uuid4()))
ENROLLMENT = Enrollment(WHICH, "biometric_passport", NOW, OPERATOR, "fingerprints")


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    vault = Vault(tmp_path, bytes(32))
    vault.begin(WHICH)
    return vault


def pixels(vault: Vault, blob: Blob | None) -> NDArray[np.uint8]:
    assert blob is not None
    with Image.open(BytesIO(vault.get(WHICH, blob.digest))) as picture:
        assert picture.format == "PNG"
        assert picture.size == (blob.width, blob.height)
        assert round(picture.info["dpi"][0]) == blob.resolution_ppi
        return np.asarray(picture, dtype=np.uint8)


def test_the_portraits_crop_is_kept_without_loss_too(vault: Vault) -> None:
    crop = np.random.default_rng(3).integers(0, 256, (531, 413, 3), dtype=np.uint8)
    portrait = keep_portrait(vault, ENROLLMENT, replace(portrait_candidate(NOW), crop=crop))
    assert np.array_equal(pixels(vault, portrait.lossless), crop)
    assert portrait.image.media_type == "image/jp2"
    assert portrait.image.size <= 15_000


def test_each_finger_is_kept_without_loss_too(vault: Vault) -> None:
    candidate = slap_candidate(NOW, Slap.RIGHT_FOUR)
    kept = keep_slap(vault, ENROLLMENT, candidate, passport().slaps)
    for item, taken in zip(kept.fingers, candidate.fingers, strict=True):
        assert np.array_equal(pixels(vault, item.lossless), taken.pixels)
        assert item.image.media_type == "image/x-wsq"
