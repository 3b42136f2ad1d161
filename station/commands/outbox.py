"""`stationctl outbox`: the packets of this station, and delivering what waits."""

from contextlib import closing
from datetime import datetime
from threading import Event
from time import monotonic

from station.bootstrap import Station, build
from station.commands.exits import Exit
from station.commands.words import Voice
from station.outbox.pages import PAGE
from station.services.deliver import packets_on_disk
from station.services.door import EXPECTED, problem_of
from station.services.views import OutboxView
from station.settings import Settings
from station.texts.decisions import decision_words


def run(settings: Settings, deliver_s: float, voice: Voice, *, every: bool = False) -> Exit:
    """NO_RECEIPT when packets are still on their way after `deliver_s`, of whatever class; with 0 nothing is sent.
    every: all packets, not the newest only; of confidential classes none is listed or counted."""
    try:
        if deliver_s > 0:
            with closing(build(settings, program="stationctl outbox")) as station:
                _wait(station, deliver_s)
        found = packets_on_disk(settings, None if every else PAGE)
    except EXPECTED as error:
        voice.complain(problem_of(error))
        return Exit.FAILED
    for row in found.rows:
        voice.line(_line(row, voice))
    if len(found.rows) < found.counts.total:
        voice.say("CLI-OUTBOX-PAGE", shown=len(found.rows))
    voice.say("CLI-OUTBOX", count=found.counts.total, waiting=found.counts.on_the_way)
    return Exit.NO_RECEIPT if deliver_s > 0 and found.under_way else Exit.DONE


def _wait(station: Station, deliver_s: float) -> None:
    """Until nothing is on its way, what is due is erased, and the centre was asked what is due; or until the time is
    over."""
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
    if station.work.call(station.deliver.under_way) or station.work.call(station.deliver.asking):
        return False
    return stays or not station.work.call(station.deliver.erasing)


def _state(row: OutboxView) -> str:
    return "delivered" if row.unsigned else row.state.value


def _line(row: OutboxView, voice: Voice) -> str:
    queued = row.queued_at.astimezone().strftime("%d.%m.%Y %H:%M")
    text = f"{row.packet_id[:12]}  {queued}  {_state(row):9}  {row.attempts:3}  {row.size:10,}"
    if row.problem is not None:
        text += f"  {voice.words(row.problem.code, row.problem.params)[0]} [{row.problem.code}]"
    if row.answer is not None:
        codes = " ".join(reason.code for reason in row.answer.answer.reasons)
        words = decision_words(row.answer.answer, voice.language, datetime.now().astimezone().date())
        text += f"  {words}{f' [{codes}]' if codes else ''}"
    return text
