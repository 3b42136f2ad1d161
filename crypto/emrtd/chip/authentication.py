"""The chip's side of chip, active and terminal authentication (Doc 9303 part 11 clause 6, BSI TR-03110 part 1)."""

from crypto import der
from crypto.emrtd import tlv
from crypto.emrtd.apdu import Command
from crypto.emrtd.chip.access import NOT_FOUND, NOT_NOW, WRONG_DATA, WRONG_PASSWORD
from crypto.emrtd.chip.personal import Personal, StaticKey
from crypto.emrtd.chip.session import ChipSession, Says
from crypto.emrtd.chip.state import State, TerminalState
from crypto.emrtd.ciphers import Keys, Suite
from crypto.emrtd.cvc import CERTIFICATE, CvCertificate, read_certificate, signature_holds
from crypto.emrtd.errors import BadCvCertificate, BadPublicKey, UnsupportedAlgorithm
from crypto.emrtd.security_info import suite_of
from crypto.emrtd.terminal_authentication import signed_message

_ANY = -1
"""Where the terminal names no key: the first."""


def choose_static(command: Command, state: State) -> bytes:
    """MSE:Set AT of chip authentication with AES."""
    values = tlv.template(command.data)
    number = values.get(0x84)
    state.static = _ANY if number is None else int.from_bytes(number, "big")
    oid = der.parse(tlv.write(0x06, values.get(0x80, b"")), len(command.data) + 2).oid()
    suite = suite_of(oid)
    if suite is None or suite is Suite.TDES:
        raise Says(WRONG_DATA)
    state.suite = suite
    return b""


def agree_at_once(command: Command, personal: Personal, state: State) -> bytes:
    """MSE:Set KAT: all of chip authentication with 3DES."""
    values = tlv.template(command.data)
    number = values.get(0x84)
    key = _static(personal, _ANY if number is None else int.from_bytes(number, "big"))
    _agree(values.get(0x91, b""), key, Suite.TDES, state)
    return b""


def agree(command: Command, personal: Personal, state: State) -> bytes:
    """GENERAL AUTHENTICATE of chip authentication."""
    if state.static is None:
        raise Says(NOT_NOW)
    public = tlv.template(tlv.one(command.data, 0x7C)).get(0x80, b"")
    _agree(public, _static(personal, state.static), state.suite, state)
    state.static = None
    return tlv.write(0x7C)


def _static(personal: Personal, number: int) -> StaticKey:
    found = [each for each in personal.static if number in (_ANY, each.number)]
    if not found:
        raise Says(NOT_FOUND)
    return found[0]


def _agree(theirs: bytes, key: StaticKey, suite: Suite, state: State) -> None:
    group = key.group
    try:
        element = group.decode(theirs)
        secret = group.secret(group.shared(key.private, element))
    except BadPublicKey:
        raise Says(WRONG_DATA) from None
    state.compressed = group.compressed(element)
    state.next_session = ChipSession(Keys.of(suite, secret))


def sign_challenge(command: Command, personal: Personal) -> bytes:
    """INTERNAL AUTHENTICATE of active authentication."""
    if personal.sign is None:
        raise Says(NOT_FOUND)
    return personal.sign(command.data)


def choose_issuer(command: Command, personal: Personal, state: State) -> bytes:
    """MSE:Set DST: whose key verifies the next certificate."""
    reference = tlv.template(command.data).get(0x83, b"")
    terminal = state.terminal
    if terminal is not None and terminal.holder == reference:
        terminal.above = reference
        return b""
    root = next((each for each in personal.trusted if each.holder == reference), None)
    if root is None:
        raise Says(NOT_FOUND)
    state.terminal = TerminalState(
        reference, root.signing_key(None), root.key.oid, root.role, root.rights, reference, root.key.curve
    )
    return b""


def take_certificate(command: Command, personal: Personal, state: State) -> bytes:
    """PSO:Verify Certificate."""
    terminal = state.terminal
    if terminal is None or not terminal.above:
        raise Says(NOT_NOW)
    try:
        found = read_certificate(tlv.write(CERTIFICATE, command.data))
        _require_issued(found, terminal, personal)
        terminal.curve = found.key.curve or terminal.curve
        key = found.signing_key(terminal.curve)
    except (BadCvCertificate, UnsupportedAlgorithm):
        raise Says(WRONG_DATA) from None
    terminal.key, terminal.oid, terminal.role = key, found.key.oid, found.role
    terminal.rights, terminal.holder, terminal.above = terminal.rights & found.rights, found.holder, b""
    return b""


def _require_issued(found: CvCertificate, terminal: TerminalState, personal: Personal) -> None:
    if not signature_holds(terminal.key, terminal.oid, found.signed, found.signature):
        raise BadCvCertificate(reason="signature")
    if found.authority != terminal.above or not found.begins <= personal.today <= found.ends:
        raise BadCvCertificate(reason="issuer")
    if terminal.role == 0 or (found.role == 3 and terminal.role != 3):
        raise BadCvCertificate(reason="role")


def choose_terminal(command: Command, state: State) -> bytes:
    """MSE:Set AT of terminal authentication: whose signature comes."""
    terminal = state.terminal
    if terminal is None or terminal.role or tlv.template(command.data).get(0x83) != terminal.holder:
        raise Says(NOT_FOUND)
    return b""


def terminal_signature(command: Command, state: State, challenge: bytes) -> bytes:
    """EXTERNAL AUTHENTICATE of terminal authentication."""
    terminal = state.terminal
    if terminal is None or terminal.role or not challenge or not state.compressed:
        raise Says(NOT_NOW)
    message = signed_message(state.identifier, challenge, state.compressed)
    if not signature_holds(terminal.key, terminal.oid, message, command.data):
        raise Says(WRONG_PASSWORD)
    state.rights = terminal.rights & 0x3F
    return b""
