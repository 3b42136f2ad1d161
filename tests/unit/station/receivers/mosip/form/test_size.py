"""A packet that is too large: known before anybody signs, made smaller step by step, and never larger than was said."""

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto.mosip import envelope
from station.domain.errors import Problem
from station.domain.sample import Digest
from station.formats.finger_image import encode_png, encode_wsq
from station.formats.iso19794.face import FaceData
from station.formats.iso19794.face_2011 import read_face_record
from station.formats.iso19794.finger import Compression
from station.formats.iso19794.finger_2011 import read_finger_record
from station.packet.format import Dossier
from station.packet.further import further
from station.packet.part import joined
from station.receivers.mosip.errors import FieldUnplaced, MosipPacketTooLarge, PersonUnknown
from station.receivers.mosip.form.cuts import Cut
from station.receivers.mosip.form.fit import Fit, Fitted, fit
from station.receivers.mosip.form.form import MosipFormat
from station.receivers.mosip.form.size import sealed_at_most
from station.receivers.mosip.form.subpacket import Entry, write_zip
from tests.support import mosip_layout, people
from tests.support.clock import NOW
from tests.support.mosip_dossier import approved, dossier_of, make_dossier
from tests.support.mosip_packet import Made, birs, opened, packet_format, record
from tests.support.mosip_world import MosipWorld
from tests.support.people import Shelf
from tests.support.pki import Pki

ALL = tuple(Cut)
MIB = 1024 * 1024
Limited = Callable[[int], MosipFormat]


@pytest.fixture
def limited(mosip: MosipWorld, tmp_path: Path) -> Limited:
    """The form of a receiver that takes so many bytes."""
    one = packet_format(mosip, tmp_path / "sequence")
    return lambda limit: replace(one, place=replace(one.place, largest_packet_bytes=limit), fitted=Fitted())


@pytest.fixture(scope="module")
def dossier(pki: Pki) -> Dossier:
    return make_dossier(pki)


def unsigned(dossier: Dossier) -> Dossier:
    """As it is when the review is opened."""
    return replace(dossier, enrollment=replace(dossier.enrollment, signed=None, approved=None), container=b"")


def seal(form: MosipFormat, dossier: Dossier, pki: Pki, mosip: MosipWorld) -> Made:
    return opened(mosip, form.seal(dossier, pki.recipients, pki.station, NOW))


# --- what is said -----------------------------------------------------------------------------------------------------


def test_a_packet_that_fits_is_not_spoken_of(limited: Limited, dossier: Dossier) -> None:
    assert limited(5 * MIB).foresee(unsigned(dossier)) == ()


def test_what_came_out_larger_than_was_said_is_not_sent(
    limited: Limited, dossier: Dossier, pki: Pki, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(MosipFormat, "at_most", lambda *_: 0)
    with pytest.raises(MosipPacketTooLarge):
        limited(10_000).seal(dossier, pki.recipients, pki.station, NOW)


@pytest.mark.parametrize("steps", [1, 2, 3])
def test_what_is_said_before_is_what_is_done(
    steps: int, limited: Limited, dossier: Dossier, pki: Pki, mosip: MosipWorld
) -> None:
    cuts = ALL[:steps]
    form = limited(limited(MIB).at_most(dossier, cuts))
    notices = form.foresee(unsigned(dossier))
    assert [notice.code for notice in notices] == [f"REV-MOSIP-{cut.name}" for cut in cuts]
    assert all(notice.params["size_mb"] > notice.params["limit_mb"] / 1.1 for notice in notices)
    made = seal(form, dossier, pki, mosip)
    assert len(made.packet.p7m) <= form.place.largest_packet_bytes
    (finger,), (face,) = read_finger_record(record(made, "Right IndexFinger")), read_face_record(record(made, ""))
    assert finger.compression == Compression.WSQ
    assert face.data == (FaceData.JP2 if Cut.PORTRAIT in cuts else FaceData.JP2_LOSSLESS)
    assert ("proofOfSignature" in mosip_layout.identity(made.evidence.files["ID.json"])) == (Cut.DOCUMENTS not in cuts)
    assert ("proofOfSignature.pdf" in made.evidence.files) == (Cut.DOCUMENTS not in cuts)
    assert len(birs(made)) == 11, "no cut takes a print or the portrait away"
    labels = {item["label"]: item["value"] for item in made.meta(made.id)["metaData"]}
    assert labels["cuts"] == ",".join(cuts)
    assert [item["documentName"] for item in made.meta(made.id)["documents"]] == (
        [] if Cut.DOCUMENTS in cuts else ["proofOfSignature"]
    )
    last = json.loads(made.id.files["audit.json"])[-1]["description"]
    assert last.startswith("packet made, prints with loss")
    assert ("documents left out" in last) == (Cut.DOCUMENTS in cuts)


def test_a_whole_packet_says_that_nothing_was_cut(made: Made) -> None:
    labels = {item["label"]: item["value"] for item in made.meta(made.id)["metaData"]}
    assert labels["cuts"] == ""
    assert json.loads(made.id.files["audit.json"])[-1]["description"] == "packet made"


def test_what_fits_in_no_way_is_refused_before_and_after(
    limited: Limited, dossier: Dossier, pki: Pki, tmp_path: Path
) -> None:
    form = limited(limited(MIB).at_most(dossier, ALL) - 1)
    for ask in (
        lambda: form.foresee(unsigned(dossier)),
        lambda: form.seal(dossier, pki.recipients, pki.station, NOW),
    ):
        with pytest.raises(MosipPacketTooLarge) as caught:
            ask()
        assert caught.value.params.keys() == {"size_mb", "limit_mb"}
    assert not (tmp_path / "sequence").exists(), "no registration number is spent on it"


def test_an_operator_whom_the_receiver_does_not_know_asks_nobody_to_sign(limited: Limited, dossier: Dossier) -> None:
    form = limited(5 * MIB)
    with pytest.raises(PersonUnknown):
        replace(form, place=replace(form.place, users={})).foresee(unsigned(dossier))


def test_what_only_one_service_asks_is_not_left_out_in_silence(limited: Limited, dossier: Dossier) -> None:
    """Nobody signs what would not be sent: a mapping that says nothing of it is no mapping for that service."""
    form, more = limited(5 * MIB), joined((dossier.given, further({"speed": "D3"})))
    asked = unsigned(replace(dossier, given=more))
    form.foresee(asked)
    with pytest.raises(FieldUnplaced) as caught:
        replace(form, schema=replace(form.schema, further=False)).foresee(asked)
    assert caught.value.params == {"field": "speed"}
    nowhere = replace(more, further={})
    with pytest.raises(FieldUnplaced):
        form.foresee(replace(asked, given=nowhere))


def test_what_would_make_nothing_smaller_is_not_said(limited: Limited, pki: Pki) -> None:
    """A child of few years has no prints; an older draft has no lossless portrait; nobody wrote on the pad."""
    made = make_dossier(pki)
    samples = replace(made.enrollment.samples, slaps=(), signature=None)
    child = replace(
        made,
        enrollment=replace(made.enrollment, samples=samples),
        given=people.given(replace(made.enrollment, samples=samples)),
    )
    form = limited(limited(MIB).at_most(child, (Cut.PORTRAIT,)))
    assert [notice.code for notice in form.foresee(child)] == ["REV-MOSIP-PORTRAIT"]
    with pytest.raises(MosipPacketTooLarge):
        limited(10_000).foresee(child)


# --- how much it is ---------------------------------------------------------------------------------------------------


def noisy(pki: Pki) -> Dossier:
    """Prints that no compression makes smaller."""
    shelf, noise = Shelf(), np.random.default_rng(1).integers(0, 256, (400, 300), dtype=np.uint8)
    made = approved(pki, shelf)
    lossless = shelf.put(encode_png(noise, 500), "image/png", 300, 400, 500)
    lossy = shelf.put(encode_wsq(noise), "image/x-wsq", 300, 400, 500)
    slaps = tuple(
        replace(slap, fingers=tuple(replace(item, image=lossy, lossless=lossless) for item in slap.fingers))
        for slap in made.samples.slaps
    )
    return dossier_of(replace(made, samples=replace(made.samples, slaps=slaps)), shelf)


@pytest.mark.parametrize("steps", range(4))
def test_no_packet_is_larger_than_was_said(steps: int, limited: Limited, dossier: Dossier, pki: Pki) -> None:
    """Nor much smaller, or packets would be cut that need not be."""
    said = limited(MIB).at_most(dossier, ALL[:steps])
    packet = limited(said).seal(dossier, pki.recipients, pki.station, NOW).p7m
    assert said * 0.98 - 48 * 1024 < len(packet) <= said


def test_neither_is_one_that_nothing_compresses(limited: Limited, pki: Pki) -> None:
    dossier = noisy(pki)
    said = limited(MIB).at_most(dossier, ())
    packet = limited(said).seal(dossier, pki.recipients, pki.station, NOW).p7m
    assert said * 0.98 - 48 * 1024 < len(packet) <= said
    assert said > 8 * 300 * 400 * 0.9


def test_the_same_is_said_whoever_signs(limited: Limited, dossier: Dossier) -> None:
    form, user = limited(5 * MIB), dossier.enrollment.operator.credential_id
    named = replace(form, place=replace(form.place, users={user: '"' * 64}))
    assert form.at_most(dossier, ()) == form.at_most(unsigned(dossier), ()) == named.at_most(dossier, ())


def test_an_application_is_looked_at_once(limited: Limited, dossier: Dossier) -> None:
    """Pictures are opened and compressed for it, and it is asked for with every act."""
    form = limited(5 * MIB)
    opened_: list[Digest] = []

    def counted(digest: Digest) -> bytes:
        opened_.append(digest)
        return dossier.get_blob(digest)

    watched = replace(dossier, get_blob=counted)
    form.foresee(unsigned(watched))
    once = len(opened_)
    assert once >= 9
    form.foresee(watched)
    assert len(opened_) == once
    changed = replace(watched.given, samples=replace(watched.given.samples, signature=None))
    form.foresee(replace(watched, given=changed))
    assert len(opened_) > once, "another signature is another packet"


@given(st.binary(max_size=300), st.integers(0, 300), st.booleans())
def test_the_size_of_a_file_is_exact_where_its_bytes_are_known(piece: bytes, times: int, steady: bool) -> None:
    entry = Entry("ձեռք.xml", piece * times, steady)
    made = envelope.OVERHEAD_BYTES + len(write_zip([entry]))
    said = sealed_at_most([entry])
    assert said == made if steady else said >= made


@given(st.lists(st.integers(1, 900), min_size=0, max_size=3), st.integers(0, 1500))
def test_as_few_cuts_as_it_takes_in_their_order(saved: list[int], limit: int) -> None:
    possible = ALL[: len(saved)]

    def at_most(cuts: Sequence[Cut]) -> int:
        return 3000 - sum(saved[: len(cuts)])

    try:
        found = fit(possible, at_most, limit)
    except MosipPacketTooLarge:
        assert at_most(possible) > limit
        return
    assert found == Fit(possible[: len(found.cuts)], 3000)
    assert at_most(found.cuts) <= limit
    assert all(at_most(possible[:fewer]) > limit for fewer in range(len(found.cuts)))


def test_a_size_is_never_shown_as_less_than_it_is() -> None:
    (notice,) = Fit((Cut.FINGERS,), 5 * MIB + 1).notices(5 * MIB)
    assert notice == Problem("REV-MOSIP-FINGERS", {"size_mb": 5.1, "limit_mb": 5.0})
