"""`stationctl keys`: the station's own key from request to rotation, people's cards, lists of revoked certificates."""

from argparse import Namespace
from contextlib import ExitStack

from crypto.files import typed
from crypto.keys.pkcs11.wire import Kind
from station.commands.alone import alone
from station.commands.exits import Exit
from station.commands.secret import ask
from station.commands.words import Voice
from station.domain.errors import Problem
from station.services.door import EXPECTED, problem_of
from station.services.station_keys import StationKeys, StationKeyView, open_station_keys
from station.settings import Settings
from station.storage.files import durable_folder, durable_write

_LOOKS = ("list", "csr")
_ANSWERED = ("make", "import", "rotate", "admit")  # an officer answers for it


def run(settings: Settings, options: Namespace, voice: Voice) -> Exit:
    actions = {
        "list": _list,
        "make": _make,
        "csr": _csr,
        "import": _import,
        "rotate": _rotate,
        "admit": _admit,
        "pin": _change_pin,
        "unlock": _unlock,
        "lists": _lists,
    }
    try:
        with typed(), ExitStack() as holding:
            if options.action not in _LOOKS:
                holding.enter_context(alone(settings, f"keys {options.action}"))
            keys = holding.enter_context(open_station_keys(settings))
            if options.action in _ANSWERED and options.officer:
                keys.answered_by(f"keys_{options.action}", options.officer, ask(voice, "CLI-KEYS-OFFICER-PIN"))
            return actions[options.action](keys, options, voice)
    except EXPECTED as error:
        voice.complain(problem_of(error))
        return Exit.FAILED


def _list(keys: StationKeys, _: Namespace, voice: Voice) -> Exit:
    for view in keys.of_the_station():
        voice.line(_of_the_station(view, voice))
    for person in keys.of_people():
        roles = ", ".join(sorted(role.value for role in person.roles)) or "-"
        line = f"{person.credential_id[:16]}  {person.place:5} {person.not_after:%d.%m.%Y}  {person.name}  ({roles})"
        voice.line(line if person.admitted else f"{line}  {voice.words('CLI-KEYS-NOT-ADMITTED')[0]}")
    return Exit.DONE


def _of_the_station(view: StationKeyView, voice: Voice) -> str:
    use = voice.words(f"CLI-KEYS-{view.use.upper()}")[0]
    where = f"{view.name} {view.place}".strip()
    if view.certificate is None:
        return f"{'-' * 16}  {use}  {where}  {voice.words('CLI-KEYS-WAITING')[0]}"
    return f"{view.certificate.fingerprint[:16]}  {use}  {where}  {view.certificate.not_after:%d.%m.%Y}"


def _make(keys: StationKeys, options: Namespace, voice: Voice) -> Exit:
    keys.make(Kind(options.kind), options.name, options.organisation, options.again)
    voice.say("CLI-KEYS-MADE")
    return Exit.DONE


def _csr(keys: StationKeys, options: Namespace, voice: Voice) -> Exit:
    for name, pem in keys.requests().items():
        if options.out is None:
            voice.line(pem.rstrip())
            continue
        durable_folder(options.out)
        file = options.out / f"{name}.csr.pem"
        durable_write(file, pem.encode())
        voice.say("CLI-KEYS-REQUEST", file=str(file))
    return Exit.DONE


def _import(keys: StationKeys, options: Namespace, voice: Voice) -> Exit:
    for file in options.file:
        certificate = keys.accept(file.read_bytes())
        voice.say("CLI-KEYS-IMPORTED", id=certificate.fingerprint[:16], until=f"{certificate.not_after:%d.%m.%Y}")
    missing = keys.missing()
    if missing:
        voice.say("CLI-KEYS-MISSING", names=", ".join(missing))
    else:
        voice.say("CLI-KEYS-READY")
    return Exit.DONE


def _rotate(keys: StationKeys, _: Namespace, voice: Voice) -> Exit:
    certificate = keys.rotate()
    voice.say("CLI-KEYS-ROTATED", id=certificate.fingerprint[:16], until=f"{certificate.not_after:%d.%m.%Y}")
    return Exit.DONE


def _admit(keys: StationKeys, options: Namespace, voice: Voice) -> Exit:
    people = _people(keys)
    card, witness = (_whole(people, given) for given in (options.credential, options.witness))
    keys.require_card(card)  # before anybody types a PIN for nothing
    witness_pin = ask(voice, "CLI-KEYS-WITNESS-PIN") if witness else ""
    keys.admit(card, ask(voice, "CLI-KEYS-CARD-PIN"), witness, witness_pin)
    voice.say("CLI-KEYS-ADMITTED")
    return Exit.DONE


def _change_pin(keys: StationKeys, options: Namespace, voice: Voice) -> Exit:
    """The same questions for everybody: an empty answer to the second PIN is none."""
    credential = _whole(_people(keys), options.credential)
    pin, new = ask(voice, "CLI-KEYS-PIN"), _new_pin(voice, "CLI-KEYS-NEW-PIN")
    second = _new_pin(voice, "CLI-KEYS-SECOND-PIN")
    if new is None or second is None:
        voice.say("CLI-KEYS-PINS-DIFFER")
        return Exit.FAILED
    answer = keys.pins.change(credential, pin, new, second)
    if isinstance(answer, Problem):
        voice.complain(answer)
        return Exit.FAILED
    puk = " ".join(answer.puk[at : at + 4] for at in range(0, len(answer.puk), 4))
    voice.say("CLI-KEYS-PIN-CHANGED", puk=puk)
    return Exit.DONE


def _unlock(keys: StationKeys, options: Namespace, voice: Voice) -> Exit:
    people = _people(keys)
    credential, officer = _whole(people, options.credential), _whole(people, options.officer)
    if officer:
        answer = keys.pins.release(credential, officer, ask(voice, "CLI-KEYS-OFFICER-PIN"))
    else:
        card, new = keys.pins.is_card(credential), ""
        puk = ask(voice, "CLI-KEYS-CARD-PUK" if card else "CLI-KEYS-PUK")  # how many tries there are differs
        if card:
            typed = _new_pin(voice, "CLI-KEYS-NEW-PIN")
            if typed is None:
                voice.say("CLI-KEYS-PINS-DIFFER")
                return Exit.FAILED
            new = typed
        answer = keys.pins.release_by_puk(credential, puk, new)
    if isinstance(answer, Problem):
        voice.complain(answer)
        return Exit.FAILED
    voice.say("CLI-KEYS-UNLOCKED")
    return Exit.DONE


def _people(keys: StationKeys) -> set[str]:
    return {person.credential_id for person in keys.of_people()}


def _new_pin(voice: Voice, code: str) -> str | None:
    """Asked for twice; None where the two differ."""
    typed = ask(voice, code)
    return typed if not typed or ask(voice, "CLI-KEYS-ONCE-MORE") == typed else None


def _whole(known: set[str], given: str) -> str:
    """A credential may be named by its first digits, as `list` shows them."""
    found = [credential for credential in known if given and credential.startswith(given)]
    return found[0] if len(found) == 1 else given


def _lists(keys: StationKeys, options: Namespace, voice: Voice) -> Exit:
    taken = keys.take_lists([file.read_bytes() for file in options.file])
    voice.say("CLI-KEYS-LISTS", count=taken)
    return Exit.DONE
