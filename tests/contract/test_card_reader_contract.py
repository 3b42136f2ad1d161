"""What every card reader does beside what every device does. Runs on each such adapter, and on --device ID with a card
or document on it."""

from collections.abc import Iterator

import pytest

from devices.api import CancelScope, CardAbsent, CardReader, DeviceBusy, DeviceFaulted, DeviceKind
from tests.support.benches import Bench, parametrize

SELECT_APPLICATION = bytes.fromhex("00A4040C07A0000002471001")
NO_SUCH_COMMAND = bytes.fromhex("00FF0000")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    parametrize(metafunc, DeviceKind.CARD_READER)


@pytest.fixture
def reader(bench: Bench) -> Iterator[CardReader]:
    """With a card that stays."""
    opened = bench.adapter.open(
        bench.info, {name: value for name, value in bench.options.items() if name != "swap_every_s"}
    )
    yield opened  # type: ignore[misc]
    opened.close()


def test_a_card_is_seen_and_answers(reader: CardReader) -> None:
    seen = next(reader.cards(CancelScope(10)))
    assert seen.present
    connection = reader.connect(CancelScope(10))
    assert connection.atr
    assert connection.atr == seen.atr
    for command in (SELECT_APPLICATION, NO_SUCH_COMMAND):
        response = connection.transmit(command)
        assert len(response) >= 2
        assert response[-2] >> 4 in (6, 9)
    connection.close()


def test_one_program_has_the_card(reader: CardReader) -> None:
    connection = reader.connect(CancelScope(10))
    with pytest.raises(DeviceBusy):
        reader.connect(CancelScope(10))
    connection.close()
    connection.close()
    with pytest.raises(DeviceFaulted):
        connection.transmit(SELECT_APPLICATION)
    reader.connect(CancelScope(10)).close()


def test_after_a_reset_it_answers_as_at_first(reader: CardReader) -> None:
    connection = reader.connect(CancelScope(10))
    before = connection.transmit(SELECT_APPLICATION)
    connection.reset()
    assert connection.transmit(SELECT_APPLICATION) == before
    connection.close()


def test_a_simulated_card_goes_and_comes_and_is_told_from_the_one_before(bench: Bench) -> None:
    if not bench.info.simulated:
        pytest.skip("nobody lifts a real card here")
    reader = bench.adapter.open(bench.info, {"laid_after_s": 0.1, "swap_every_s": 0.1})
    seen, connections = [], []
    for each in reader.cards(CancelScope(10)):  # type: ignore[attr-defined]
        if each.present:
            connections.append(reader.connect(CancelScope(10)))  # type: ignore[attr-defined]
            connections[-1].close()
        else:
            with pytest.raises(CardAbsent):
                reader.connect(CancelScope(10))  # type: ignore[attr-defined]
        seen.append(each)
        if len(seen) == 4:
            break
    assert [each.present for each in seen] == [False, True, False, True]
    assert len({each.change for each in seen}) == 4
    assert [bool(each.atr) for each in seen] == [False, True, False, True]
    reader.close()


def test_a_simulated_card_that_is_lifted_answers_nothing(bench: Bench) -> None:
    if not bench.info.simulated:
        pytest.skip("nobody lifts a real card here")
    reader = bench.adapter.open(bench.info, {"swap_every_s": 1.0})
    connection = reader.connect(CancelScope(10))  # type: ignore[attr-defined]
    assert connection.transmit(SELECT_APPLICATION)
    for each in reader.cards(CancelScope(10)):  # type: ignore[attr-defined]
        if not each.present:
            break
    with pytest.raises(CardAbsent):
        connection.transmit(SELECT_APPLICATION)
    reader.close()
