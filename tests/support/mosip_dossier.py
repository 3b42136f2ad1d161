"""An approved enrollment with true images, as a packet format receives it."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from station.domain.enrollment import Enrollment
from station.domain.operator import CredentialId, Operator, Role
from station.domain.proven import Proof, Proven
from station.domain.sample import Digest, FingerImage, Modality, SlapImpression
from station.domain.signatures import Approved, Signed
from station.formats.face_image import encode_jp2
from station.formats.finger_image import encode_png, encode_wsq
from station.formats.page_image import JPEG, encode_page
from station.packet.format import Dossier
from station.packet.part import joined
from station.packet.proofs import proof_part
from tests.support import people
from tests.support.clock import NOW
from tests.support.people import Shelf
from tests.support.pki import Pki

SIGNED_AT = NOW - timedelta(minutes=2)
APPROVED_AT = NOW - timedelta(minutes=1)


def face_pixels() -> NDArray[np.uint8]:
    y, x = np.mgrid[0:531, 0:413]
    return np.dstack([x * 255 // 412, y * 255 // 530, (x * y) % 256]).astype(np.uint8)


def finger_pixels(position: int) -> NDArray[np.uint8]:
    """Stripes, another distance for each finger."""
    return (np.indices((400, 300)).sum(axis=0) // (3 + position) % 2 * 180 + 40).astype(np.uint8)


def approved(pki: Pki, shelf: Shelf) -> Enrollment:
    """Of two different people of `pki`, with lossless pictures of portrait and prints."""
    made = people.enrollment(shelf)
    operator = _person(pki.operator.certificate.fingerprint, "Անի Հակոբյան", Role.OPERATOR)
    officer = _person(pki.officer.certificate.fingerprint, "Կարեն Սարգսյան", Role.OFFICER)
    portrait = made.samples.portrait
    assert portrait is not None
    pixels = face_pixels()
    portrait = replace(
        portrait,
        image=shelf.put(encode_jp2(pixels), "image/jp2", 413, 531, 300),
        lossless=shelf.put(_png(pixels), "image/png", 413, 531, 300),
    )
    slaps = tuple(_slap(shelf, slap) for slap in made.samples.slaps)
    samples = replace(made.samples, portrait=portrait, slaps=slaps)
    container = shelf.put(b"container", "application/vnd.etsi.asic-e+zip")
    return replace(
        made,
        operator=operator,
        samples=samples,
        captured_by=(operator,),
        signed=Signed(container, operator, SIGNED_AT),
        approved=Approved(container, officer, APPROVED_AT),
    )


def dossier_of(made: Enrollment, shelf: Shelf) -> Dossier:
    def get(digest: Digest) -> bytes:
        return shelf.get(digest)

    return Dossier(made, people.given(made), people.context(made), b"container", get)


def make_dossier(pki: Pki) -> Dossier:
    shelf = Shelf()
    return dossier_of(approved(pki, shelf), shelf)


def with_exception_photo(dossier: Dossier, shelf: Shelf) -> Dossier:
    """A photograph of the hands, as a service asks for it beside a bandaged finger."""
    data, width, height, _ = encode_page(face_pixels())
    proven = Proven((Proof.PHOTO,), shelf.put(data, JPEG, width, height))
    given = joined((dossier.given, proof_part(Modality.FINGERS, proven)))
    return replace(dossier, given=given)


def _slap(shelf: Shelf, slap: SlapImpression) -> SlapImpression:
    fingers = []
    for item in slap.fingers:
        pixels = finger_pixels(item.finger)
        fingers.append(
            FingerImage(
                item.finger,
                shelf.put(encode_wsq(pixels), "image/x-wsq", 300, 400, 500),
                item.quality,
                shelf.put(encode_png(pixels, 500), "image/png", 300, 400, 500),
            )
        )
    return replace(slap, fingers=tuple(fingers))


def _png(pixels: NDArray[np.uint8]) -> bytes:
    from station.formats.face_image import encode_png as encode_colour

    return encode_colour(pixels, 300)


def _person(credential: str, name: str, role: Role) -> Operator:
    return Operator(CredentialId(credential), name, "Tests", frozenset({role}))
