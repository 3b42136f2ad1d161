"""`stationctl backup | repair | restore`: a copy of what the station keeps, and the way back from damage or loss."""

from argparse import Namespace
from pathlib import Path

from crypto.errors import CryptoError
from crypto.keys.log import load_log_keys
from station.audit import log_verifier
from station.commands.alone import alone
from station.commands.exits import Exit
from station.commands.words import Voice
from station.domain.clock import SystemClock
from station.services.door import EXPECTED, problem_of
from station.services.way_back import WayBack, repair, restore
from station.settings import Settings
from station.storage.backup import write_backup


def run(settings: Settings, options: Namespace, voice: Voice) -> Exit:
    try:
        if options.command == "backup":
            return _backup(settings, options.file, voice)
        with alone(settings, options.command):
            if options.command == "repair":
                return _said(repair(settings, options.sequence), voice)
            return _said(restore(settings, options.file, options.sequence), voice)
    except EXPECTED as error:
        voice.complain(problem_of(error))
        return Exit.FAILED


def _backup(settings: Settings, file: Path, voice: Voice) -> Exit:
    """Beside a station that runs."""
    try:
        log_key = log_verifier(load_log_keys(settings.keys, settings.machine_secret)).text
    except CryptoError:
        log_key = ""
    count = write_backup(settings.data, settings.database, file, log_key, SystemClock().now())
    voice.say("CLI-BACKUP", file=file.name, count=count)
    return Exit.DONE


def _said(done: WayBack, voice: Voice) -> Exit:
    if done.aside is None:
        voice.say("CLI-REPAIR-NOTHING")
        if done.looked:
            voice.say("CLI-REPAIR-LOOKED", files=done.looked, packets=done.packets)
        return Exit.DONE
    voice.say("CLI-WAY-BACK", drafts=done.drafts, packets=done.packets)
    voice.say("CLI-WAY-BACK-ASIDE", folder=done.aside)
    voice.say("CLI-WAY-BACK-LOG", log=done.log)
    return Exit.DONE
