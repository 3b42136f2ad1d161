"""`stationctl events`: what is counted at this desk, added up. Beside a station that runs, too. docs/events.md"""

import json
from dataclasses import asdict

from station.commands.exits import Exit
from station.commands.words import Voice
from station.services.visit_summary import Summary, summary
from station.settings import Settings
from station.storage.database import reading
from station.storage.feedback import published
from station.storage.feedback import read as feedback
from station.storage.visit_events import read


def run(settings: Settings, as_json: bool, voice: Voice) -> Exit:
    """Raises DatabaseMissing, DatabaseOlder, DatabaseFailed, FeedbackDamaged."""
    with reading(settings.database) as db:
        found = summary(read(db))
    marks = published(feedback(settings.feedback))
    if as_json:
        voice.line(json.dumps({**asdict(found), "feedback": marks}, ensure_ascii=False, indent=1))
    else:
        _tell(found, voice)
        for mark, count in marks.items():
            voice.say("CLI-EVENTS-FEEDBACK", mark=mark, count=count)
    return Exit.DONE


def _tell(found: Summary, voice: Voice) -> None:
    voice.say(
        "CLI-EVENTS-HEAD",
        begun=found.begun,
        done=found.done,
        abandoned=found.abandoned,
        share=found.abandoned_percent,
    )
    if found.visits is not None:
        voice.say("CLI-EVENTS-VISIT", count=found.visits.count, median=found.visits.median_s)
    for step, times in found.steps.items():
        voice.say("CLI-EVENTS-STEP", step=step, count=times.count, median=times.median_s)
    for sample, tried in found.samples.items():
        voice.say("CLI-EVENTS-SAMPLE", sample=sample, **asdict(tried))
    for code, times in found.waits.items():
        voice.say("CLI-EVENTS-WAIT", reason=code, count=times.count, median=times.median_s)
    for code, count in sorted(found.refusals.items()):
        voice.say("CLI-EVENTS-REFUSAL", reason=code, count=count)
    for kind, count in found.others.items():
        voice.say("CLI-EVENTS-OTHER", kind=kind, count=count)
