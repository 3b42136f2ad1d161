"""`stationctl outbox`: the packets of this station, and delivering what waits."""

from contextlib import closing
from threading import Event
from time import monotonic

from station.bootstrap import Station, build
from station.commands.exits import Exit
from station.commands.words import Voice
from station.services.door import EXPECTED, problem_of
from station.services.views import OutboxView
from station.settings import Settings


def run(settings: Settings, deliver_s: float, voice: Voice) -> Exit:
    """NO_RECEIPT when packets are still on their way at the end."""
    try:
        station = build(settings)
    except EXPECTED as error:
        voice.complain(problem_of(error))
        return Exit.FAILED
    with closing(station):
        _wait(station, deliver_s)
        rows = station.work.call(station.deliver.rows)
        waiting = station.deliver.waiting
    for row in rows:
        voice.line(_line(row, voice))
    voice.say("CLI-OUTBOX", count=len(rows), waiting=waiting)
    return Exit.NO_RECEIPT if deliver_s > 0 and waiting else Exit.DONE


def _wait(station: Station, deliver_s: float) -> None:
    changed = Event()
    unsubscribe = station.deliver.subscribe(changed.set)
    station.work.call(station.deliver.refresh)
    give_up_s = monotonic() + deliver_s
    while station.deliver.waiting and changed.wait(max(0.0, give_up_s - monotonic())):
        changed.clear()
    unsubscribe()


def _line(row: OutboxView, voice: Voice) -> str:
    queued = row.queued_at.astimezone().strftime("%d.%m.%Y %H:%M")
    text = f"{row.packet_id[:12]}  {queued}  {row.state.value:9}  {row.attempts:3}  {row.size:10,}"
    if row.problem is not None:
        text += f"  {voice.words(row.problem.code, row.problem.params)[0]} [{row.problem.code}]"
    return text
