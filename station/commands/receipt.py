"""`stationctl receipt`: the citizen's receipt of one packet, as a PDF."""

from pathlib import Path

from station.commands.exits import Exit
from station.commands.words import Voice
from station.services.door import EXPECTED, problem_of
from station.services.receipts import receipt_from_disk
from station.settings import Settings
from station.storage.files import durable_write


def run(settings: Settings, packet: str, language: str, out: Path, voice: Voice) -> Exit:
    try:
        durable_write(out, receipt_from_disk(settings, packet, language))
    except EXPECTED as error:
        voice.complain(problem_of(error))
        return Exit.FAILED
    voice.say("CLI-RECEIPT-PAGE", file=out.name)
    return Exit.DONE
