"""How the station brings a packet in pieces: on from where the intake is, and what becomes of strange answers."""

from collections.abc import Mapping

import pytest

from devices.api import CancelScope
from station.domain.outbox import PacketId
from station.outbox.errors import (
    AnswerUnexpected,
    PacketRefused,
    ReceiverBusy,
    TransportDown,
    TransportTimeout,
    UploadUnfinished,
)
from station.receivers.intake.pieces import PIECE_BYTES, Pieces
from station.receivers.line import Answer, Line

DATA = bytes(2 * PIECE_BYTES + 1000)
TUS = {"Tus-Resumable": "1.0.0"}
LENGTH = {"Upload-Length": str(len(DATA))}
Said = Answer | Exception


class Scripted(Line):
    """Says what a test laid out, one after another."""

    def __init__(self, *answers: Said) -> None:
        self.answers = list(answers)
        self.asked: list[str] = []

    def ask(
        self, method: str, path: str, parts: tuple[bytes, ...], headers: Mapping[str, str], scope: CancelScope
    ) -> Answer:
        assert path == "/v1/uploads/" + "a" * 64
        assert headers["Tus-Resumable"] == "1.0.0"
        size = sum(map(len, parts))
        self.asked.append(f"{method} {headers['Upload-Offset']}+{size}" if method == "PATCH" else method)
        said = self.answers.pop(0)
        if isinstance(said, Exception):
            raise said
        return said


def at(offset: int, status: int = 200) -> Answer:
    return Answer(status, {**TUS, **LENGTH, "Upload-Offset": str(offset)}, b"")


def refusing(status: int, code: str) -> Answer:
    return Answer(status, {**TUS, "Content-Type": "application/problem+json"}, b'{"code":"%s"}' % code.encode())


NOTHING = Answer(404, TUS, b"")
OLDER = Answer(404, {"Content-Type": "text/plain"}, b"Not Found")


def bring(line: Line) -> bool:
    return Pieces(line, PacketId("a" * 64), DATA, PIECE_BYTES, CancelScope()).bring()


def test_one_piece_after_the_other() -> None:
    line = Scripted(NOTHING, at(0, 201), at(PIECE_BYTES, 204), at(2 * PIECE_BYTES, 204), at(len(DATA), 204))
    assert bring(line)
    pieces = [f"PATCH 0+{PIECE_BYTES}", f"PATCH {PIECE_BYTES}+{PIECE_BYTES}", f"PATCH {2 * PIECE_BYTES}+1000"]
    assert line.asked == ["HEAD", "POST", *pieces]


def test_on_from_where_the_intake_is() -> None:
    line = Scripted(at(len(DATA) - 10), at(len(DATA), 204))
    assert bring(line)
    assert line.asked == ["HEAD", f"PATCH {len(DATA) - 10}+10"]
    assert bring(Scripted(at(len(DATA)))), "all is there: only its receipt is wanting"


@pytest.mark.parametrize("broken", [TransportDown(reason="OSError"), TransportTimeout()])
def test_a_break_costs_only_what_was_under_way(broken: Exception) -> None:
    line = Scripted(at(0), broken, at(700_000), at(1_700_000, 204), broken, at(len(DATA)))
    assert bring(line)
    pieces = [f"PATCH 0+{PIECE_BYTES}", f"PATCH 700000+{PIECE_BYTES}", f"PATCH 1700000+{len(DATA) - 1_700_000}"]
    assert line.asked == ["HEAD", pieces[0], "HEAD", *pieces[1:], "HEAD"]


def test_a_line_that_brings_nothing_is_left() -> None:
    down = TransportDown(reason="OSError")
    line = Scripted(at(5), down, at(5))
    with pytest.raises(TransportDown):
        bring(line)
    with pytest.raises(TransportDown):
        bring(Scripted(down))


@pytest.mark.parametrize("end", [TransportDown(reason="OSError"), TransportTimeout(), refusing(503, "INT-031")])
def test_what_did_not_come_to_its_end_and_brought_something_goes_on_soon(end: Said) -> None:
    down = TransportDown(reason="OSError")
    with pytest.raises(UploadUnfinished) as caught:
        bring(Scripted(at(0), at(PIECE_BYTES, 204), end, down))
    assert caught.value.retryable


def test_an_older_intake_takes_packets_whole() -> None:
    line = Scripted(OLDER)
    assert not bring(line)
    assert line.asked == ["HEAD"]


@pytest.mark.parametrize("code", ["INT-080", "INT-081"])
def test_out_of_step_is_no_refusal(code: str) -> None:
    with pytest.raises(ReceiverBusy) as caught:
        bring(Scripted(at(0), refusing(409, code)))
    assert caught.value.params["reason"] == code


@pytest.mark.parametrize("answers", [(NOTHING, refusing(413, "INT-001")), (at(0), refusing(403, "INT-011"))])
def test_a_refusal_names_its_reason(answers: tuple[Answer, ...]) -> None:
    with pytest.raises(PacketRefused):
        bring(Scripted(*answers))


@pytest.mark.parametrize(
    "answers",
    [
        (Answer(200, {"Content-Type": "text/html"}, b"welcome"),),
        (Answer(302, {"Location": "https://example.org/"}, b""),),
        (Answer(200, {**TUS, **LENGTH}, b""),),
        (Answer(200, {**TUS, "Upload-Length": "5", "Upload-Offset": "5"}, b""),),
        (at(len(DATA) + 1),),
        (Answer(200, {**TUS, **LENGTH, "Upload-Offset": "-1"}, b""),),
        (NOTHING, Answer(201, {}, b"")),
        (at(0), at(0, 204)),
        (at(0), Answer(200, {}, b"<html>")),
    ],
)
def test_strange_answers_end_it_and_refuse_nothing(answers: tuple[Answer, ...]) -> None:
    """A captive portal, an offset that does not move: no packet is lost by it, and nothing goes round and round."""
    with pytest.raises(AnswerUnexpected) as caught:
        bring(Scripted(*answers))
    assert caught.value.retryable
