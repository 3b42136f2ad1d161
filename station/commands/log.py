"""`stationctl log`: check the audit log, give it to others, witness another desk's, take in what witnesses gave."""

from argparse import Namespace
from contextlib import ExitStack

from crypto.files import typed
from station.commands.alone import alone
from station.commands.exits import Exit
from station.commands.secret import unseen
from station.commands.words import Voice
from station.profile import ProfileHeld
from station.services.door import EXPECTED, problem_of
from station.services.log_book import LogBook, open_log_book
from station.settings import Settings
from station.storage.files import durable_write

_LOOKS = ("verify", "keys", "witnessed")
_EXPORT = "export"  # up to now; beside a running station up to what that signed last


def run(settings: Settings, options: Namespace, voice: Voice) -> Exit:
    """LOG_BROKEN when the log does not hold."""
    actions = {
        "verify": _verify,
        "export": _export,
        "cosign": _cosign,
        "import": _import,
        "witnessed": _witnessed,
        "forget": _forget,
        "read": _read,
        "keys": _keys,
    }
    try:
        with typed(), ExitStack() as holding:
            looks = options.action in _LOOKS or _held_by_another(settings, options.action, holding)
            book = holding.enter_context(open_log_book(settings, looks=looks))
            return actions[options.action](book, options, voice)
    except EXPECTED as error:
        voice.complain(problem_of(error))
        return Exit.FAILED


def _held_by_another(settings: Settings, action: str, holding: ExitStack) -> bool:
    """Take the profile for `action`. Raises ProfileHeld, unless it can do by looking."""
    try:
        holding.enter_context(alone(settings, f"log {action}"))
    except ProfileHeld:
        if action != _EXPORT:
            raise
        return True
    return False


def _verify(book: LogBook, options: Namespace, voice: Voice) -> Exit:
    findings = book.verify(options.witness)
    for problem in (*findings.problems, *findings.later):
        voice.complain(problem)
    voice.say(
        "CLI-LOG",
        size=findings.size,
        checkpoints=findings.checkpoints,
        witnesses=findings.witnesses,
        forgotten=findings.forgotten,
    )
    for log in findings.former:
        code = "CLI-LOG-FORMER" if log.size is not None else "CLI-LOG-FORMER-GONE"
        voice.say(code, log=log.log, size=log.size or 0, witnesses=log.witnesses)
    if findings.problems:
        voice.say("CLI-LOG-BROKEN")
        return Exit.LOG_BROKEN
    voice.say("CLI-LOG-LATER" if findings.later else "CLI-LOG-HOLDS")
    return Exit.FAILED if findings.later else Exit.DONE


def _export(book: LogBook, options: Namespace, voice: Voice) -> Exit:
    checkpoint, auditors = book.export(options.folder)
    voice.say("CLI-LOG-EXPORTED", size=checkpoint.size, auditors=auditors)
    return Exit.DONE


def _cosign(book: LogBook, options: Namespace, voice: Voice) -> Exit:
    if options.officer:
        made = book.cosign_as_officer(options.folder, options.officer, unseen("PIN: "))
    else:
        made = book.cosign(options.folder).text.encode()
    durable_write(options.out, made)
    voice.say("CLI-LOG-COSIGNED", file=options.out.name)
    return Exit.DONE


def _import(book: LogBook, options: Namespace, voice: Voice) -> Exit:
    checkpoint, names = book.receive(options.file)
    voice.say("CLI-LOG-WITNESSED", size=checkpoint.size, names=", ".join(names))
    return Exit.DONE


def _witnessed(book: LogBook, options: Namespace, voice: Voice) -> Exit:
    durable_write(options.out, book.witnessed(options.packet))
    voice.say("CLI-LOG-SEEN", file=options.out.name)
    return Exit.DONE


def _read(book: LogBook, options: Namespace, voice: Voice) -> Exit:
    entries = list(book.read(options.person, unseen("PIN: "), options.last))
    for entry in entries:
        details = " ".join(f"{name}={value}" for name, value in entry.details.items())
        line = f"{entry.seq:>7}  {entry.at}  {entry.actor[:16] or '-':16}  {entry.kind}  {entry.subject}  {details}"
        voice.line(line.rstrip())
    voice.say("CLI-LOG-READ", count=len(entries))
    return Exit.DONE


def _forget(book: LogBook, options: Namespace, voice: Voice) -> Exit:
    book.forget(options.seq, options.officer, unseen("PIN: ") if options.officer else "")
    voice.say("CLI-LOG-FORGOTTEN", seq=options.seq)
    return Exit.DONE


def _keys(book: LogBook, _: Namespace, voice: Voice) -> Exit:
    voice.line(book.signer.verifier.text)
    voice.line(book.signer.witness.text)
    return Exit.DONE
