"""`stationctl outbox`: the packets of this station, and delivering what waits."""

from contextlib import closing
from threading import Event
from time import monotonic

from station.bootstrap import Station, build
from station.commands.exits import Exit
from station.commands.words import Voice
from station.domain.outbox import OutboxState
from station.services.deliver import ON_THE_WAY, packets_on_disk
from station.services.door import EXPECTED, problem_of
from station.services.views import OutboxView
from station.settings import Settings


def run(settings: Settings, deliver_s: float, voice: Voice) -> Exit:
    """NO_RECEIPT when packets are still on their way after `deliver_s`; with 0 nothing is sent."""
    try:
        if deliver_s > 0:
            with closing(build(settings, program="stationctl outbox")) as station:
                _wait(station, deliver_s)
        rows = packets_on_disk(settings)
    except EXPECTED as error:
        voice.complain(problem_of(error))
        return Exit.FAILED
    for row in rows:
        voice.line(_line(row, voice))
    waiting = sum(row.state in ON_THE_WAY for row in rows)
    voice.say("CLI-OUTBOX", count=len(rows), waiting=waiting)
    return Exit.NO_RECEIPT if deliver_s > 0 and waiting else Exit.DONE


def _wait(station: Station, deliver_s: float) -> None:
    """Until nothing is on its way and what is due is erased, or until the time is over."""
    changed = Event()
    unsubscribe = station.deliver.subscribe(changed.set)
    give_up_s = monotonic() + deliver_s
    while not _done(station) and changed.wait(max(0.0, give_up_s - monotonic())):
        changed.clear()
    unsubscribe()


def _done(station: Station) -> bool:
    stays = station.settings.keep_receipted_hours > 0
    if not station.work.call(station.deliver.settled):
        return False
    rows = station.work.call(station.deliver.rows)
    return all(
        row.state not in ON_THE_WAY and (row.state is not OutboxState.RECEIPTED or row.erased or row.unsigned or stays)
        for row in rows
    )


def _state(row: OutboxView) -> str:
    return "delivered" if row.unsigned else row.state.value


def _line(row: OutboxView, voice: Voice) -> str:
    queued = row.queued_at.astimezone().strftime("%d.%m.%Y %H:%M")
    text = f"{row.packet_id[:12]}  {queued}  {_state(row):9}  {row.attempts:3}  {row.size:10,}"
    if row.problem is not None:
        text += f"  {voice.words(row.problem.code, row.problem.params)[0]} [{row.problem.code}]"
    return text
