"""A vendor's people at a desk with confidential cases see, byte for byte, what they see at a desk without any."""

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest

from station.acts import is_shown_confidential
from station.commands import events, outbox
from station.commands.words import Voice
from station.domain.enrollment import EnrollmentId
from station.domain.errors import Problem
from station.domain.outbox import Handling, PacketId, Proof
from station.outbox.answers import OutboxAnswers
from station.outbox.pages import OutboxPages
from station.outbox.slip import decode_slip
from station.profiles import Library
from station.services.deliver import Deliver
from station.services.log_parts import entry_of, part_of
from station.services.views import EnrollmentView
from station.services.work import Work
from station.settings import Settings, load_settings
from station.steps.plans import Plans
from station.storage.leftovers import packets_gone
from tests.support.class_cases import CARD, SECRET, begun, sealed, signed
from tests.support.clock import NOW
from tests.support.desk import OFFICER, OPERATOR, TECHNICIAN, VOLUNTEER, Bench, open_desk
from tests.support.once import copy_of


@dataclass(frozen=True)
class Desk:
    settings: Settings
    bench: Bench
    deliver: Deliver


@pytest.fixture
def desk_of(demo_keys: Path, tmp_path: Path) -> Iterator[Callable[..., Desk]]:
    opened: list[Bench] = []

    def at(name: str, card: str = SECRET) -> Desk:
        """card: the description of the one service of this desk. An officer signed in."""
        settings = load_settings(copy_of(demo_keys, tmp_path / name))
        bench = open_desk(settings, NOW, plans=Plans(lambda: Library({"id_card.toml": card.encode()})))
        opened.append(bench)
        gone = partial(packets_gone, bench.db, settings.drafts, bench.outbox.keeps)
        deliver = Deliver(
            bench.outbox,
            OutboxPages(bench.db),
            OutboxAnswers(bench.db),
            Work(),
            lambda: None,
            gone,
            confidential=lambda: is_shown_confidential(bench.signed_in.who()),
        )
        bench.sign_in_as(OFFICER)
        return Desk(settings, bench, deliver)

    yield at
    for bench in opened:
        bench.db.close()


def seen_by(desk: Desk, who: str) -> dict[str, str]:
    """Every list and count that somebody at this desk, or beside it, may ask for; whoever it is, at the same moment."""
    bench, settings = desk.bench, desk.settings
    bench.sign_in_as(who)
    operator = bench.signed_in.who()
    assert operator is not None
    rows = bench.db.execute("SELECT seq, event FROM audit ORDER BY seq").fetchall()
    part = part_of(operator, [operator])
    read = [(each.kind, each.actor, each.subject, each.details) for each in map(entry_of, rows) if part(each)]
    return {
        "drafts": repr(bench.enroll.drafts()),
        "approvals": repr(bench.approvals.queue()),
        "services": repr(bench.enroll.services()),
        "outbox": repr(desk.deliver.rows()),
        "counts": repr(desk.deliver.summary()),
        "waiting": repr(desk.deliver.waiting),
        "log": repr(read),
        "stationctl outbox": said(lambda voice: outbox.run(settings, 0, voice)),
        "stationctl outbox --all": said(lambda voice: outbox.run(settings, 0, voice, every=True)),
        "stationctl events": said(lambda voice: events.run(settings, as_json=True, voice=voice)),
    }


def said(call: Callable[[Voice], object]) -> str:
    out = io.StringIO()
    call(Voice("en", out, out))
    return out.getvalue()


def with_cases(desk: Desk) -> tuple[PacketId, EnrollmentId]:
    """One in the outbox that was refused, about which the centre said no; one that is open, one that waits."""
    packet = sealed(desk.bench).packet_id
    waits, _ = signed(desk.bench)
    assert isinstance(desk.bench.approvals.submit(waits), EnrollmentView)
    desk.bench.outbox.mark_refused(packet, "STN-302")
    desk.deliver.refresh()
    return packet, begun(desk.bench)


@pytest.mark.parametrize("who", [OPERATOR, VOLUNTEER, TECHNICIAN])
def test_what_they_are_shown_is_what_a_desk_without_any_shows(who: str, desk_of: Callable[..., Desk]) -> None:
    without, with_them = desk_of("without"), desk_of("with")
    with_cases(with_them)
    seen, expected = seen_by(with_them, who), seen_by(without, who)
    assert [name for name in seen if seen[name] != expected[name]] == []
    assert seen_by(with_them, OFFICER)["outbox"] != expected["outbox"]


def test_a_civil_case_is_shown(desk_of: Callable[..., Desk]) -> None:
    """Else the comparison would compare nothing."""
    without, with_them = desk_of("without", CARD), desk_of("with", CARD)
    with_cases(with_them)
    seen, expected = seen_by(with_them, OPERATOR), seen_by(without, OPERATOR)
    assert {name for name in seen if seen[name] != expected[name]} == set(seen) - {"services", "log", "waiting"}


def test_whoever_knows_its_number_learns_no_more(desk_of: Callable[..., Desk]) -> None:
    desk = desk_of("one")
    packet, _ = with_cases(desk)
    deliver, unknown = desk.deliver, PacketId("0" * 64)
    enrollment = desk.bench.outbox.row(packet).enrollment_id
    asked = (deliver.row, deliver.retry, deliver.see_answer, deliver.packet_path, deliver.receipt_path)
    assert not [ask.__name__ for ask in asked if isinstance(ask(packet), Problem)]
    assert deliver.of_enrollment(enrollment) is not None
    desk.bench.sign_in_as(OPERATOR)
    for ask in asked:
        assert ask(packet) == ask(unknown)
        assert isinstance(ask(packet), Problem)
    assert deliver.of_enrollment(enrollment) is None
    desk.bench.sign_in.sign_out()
    assert deliver.rows() == ()


def test_who_empties_a_desk_is_told_that_something_waits(desk_of: Callable[..., Desk]) -> None:
    """Of whatever class: a packet must not go with the disk. Its class, size and time are told to nobody."""
    desk = desk_of("one")
    assert not desk.deliver.under_way()
    sealed(desk.bench)
    desk.bench.sign_in_as(OPERATOR)
    assert desk.deliver.under_way()
    assert desk.deliver.summary().on_the_way == 0


def test_it_is_hidden_also_from_a_database_that_was_made_anew(desk_of: Callable[..., Desk]) -> None:
    """The slip beside the packet says how it is handled."""
    desk = desk_of("one")
    packet = sealed(desk.bench).packet_id
    store = desk.bench.outbox
    files = store.files_of(store.name_of(packet))
    slip = decode_slip(files.slip.read_bytes())
    assert slip.handling == Handling(confidential=True, keep_days=7)
    desk.bench.db.execute("DELETE FROM outbox")
    store.take_up(files.name, slip, NOW, Proof.NONE)
    assert [row.packet_id for row in desk.deliver.rows()] == [packet]
    desk.bench.sign_in_as(OPERATOR)
    assert desk.deliver.rows() == ()


@pytest.mark.parametrize("why", ["damaged", "its service is gone"])
def test_one_that_does_not_open_is_shown_to_no_vendor_either(
    why: str, desk_of: Callable[..., Desk], monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = desk_of("one")
    bench, which = desk.bench, begun(desk.bench)
    if why == "damaged":
        (desk.settings.drafts / which / "draft.sealed").write_bytes(b"torn")
    else:
        monkeypatch.setattr(bench.enroll, "_plans", Plans(lambda: Library({})))
    (shown,) = bench.enroll.drafts()
    assert (shown.enrollment_id, shown.problem is None) == (which, False)
    bench.sign_in_as(OPERATOR)
    assert bench.enroll.drafts() == ()
