"""Keys of this station and of its people, as the technician looks after them: `stationctl keys`."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from crypto import naming
from crypto.certificate import Certificate
from crypto.errors import CryptoError, KeyGone, UntrustedCertificate
from crypto.files import write_private
from crypto.keys import station
from crypto.keys.api import KeyStore
from crypto.keys.log import load_log_keys
from crypto.keys.pkcs11.admission import path_of
from crypto.keys.pkcs11.store import Pkcs11KeyStore
from crypto.keys.pkcs11.wire import Kind
from crypto.keys.renewal import Renewal
from crypto.keys.soft import new_data_key
from crypto.request import Named
from crypto.revocation import RevocationList
from crypto.trust import TrustStore
from crypto.trust_folder import LISTS, note_lists
from station.acts import Act, Now, who_may
from station.audit import AuditLog
from station.domain.clock import Clock, SystemClock
from station.domain.errors import StationError
from station.domain.events import AuditEvent, EventKind
from station.domain.operator import Role
from station.services.afterwards import afterwards
from station.services.people import NeedsOfficer, NobodyKnown, People
from station.services.pin_letters import require_typeable
from station.services.pins import Pins
from station.services.policy import shortest_pin
from station.services.refusals import Refusals
from station.services.tokens import Tokens, key_files, open_tokens, open_trust, people_keys
from station.settings import Settings
from station.storage.database import connect
from station.storage.files import durable_folder
from station.storage.signed_time import SignedTime, Source


class NameNeeded(StationError):
    """A first key of a station is asked for without saying the station's name and organisation."""

    code = "STN-606"


class NameTooLong(StationError):
    """More characters than a certificate's name may have (X.520)."""

    code = "STN-608"


class WitnessNeeded(StationError):
    """The drafts of this station have a key already: only somebody who can open them admits somebody else."""

    code = "STN-607"


@dataclass(frozen=True)
class StationKeyView:
    """use: current, next or former. certificate: None while it is waited for. place: file or token."""

    use: str
    name: str
    place: str
    certificate: Certificate | None


@dataclass(frozen=True)
class PersonKeyView:
    """admitted: whether it opens the drafts of this station."""

    credential_id: str
    name: str
    roles: frozenset[Role]
    place: str
    not_after: datetime
    admitted: bool


class StationKeys:
    """For one thread. Raises what keys, tokens and the disk raise."""

    def __init__(
        self,
        settings: Settings,
        trust: TrustStore,
        tokens: Tokens,
        clock: Clock,
        record: Callable[[AuditEvent], None],
    ) -> None:
        self._settings, self._trust, self._tokens = settings, trust, tokens
        self._clock, self._record = clock, record
        self._renewal = Renewal(settings.keys, settings.machine_secret, tokens.station)
        self._files = key_files(settings, lambda: shortest_pin(settings))
        self._people = People(self._keys(), trust, {})
        self.pins = Pins(self._files, self._people, clock, record, tokens.cards)
        self._officer = ""

    # --- whose right it is -----------------------------------------------------------------------------------------

    def answered_by(self, act: str, officer: str, pin: str) -> None:
        """A state officer answers for `act` and what follows. officer: credential or its beginning, or name.

        Raises NobodyKnown, MayNotAnswer, and what key stores raise.
        """
        now = Now(self._clock.now())
        who = Refusals(self._record).require_answer(act, Act.ANSWER_FOR_KEYS, self._people, officer, pin, now)
        self._officer = who.credential_id

    def _require_right(self, act: str) -> str:
        """Whoever answers for it; nobody while the station has neither a key nor people: it is being set up.

        Raises NeedsOfficer.
        """
        if not self._officer and self._founded():
            error = NeedsOfficer(act=Act.ANSWER_FOR_KEYS, who="+".join(who_may(Act.ANSWER_FOR_KEYS)))
            Refusals(self._record).note(act, error)
            raise error
        return self._officer

    def _founded(self) -> bool:
        has_key = any(view.use == "current" and view.certificate is not None for view in self.of_the_station())
        return has_key and self._has_people()

    def _has_people(self) -> bool:
        """Whether somebody can open drafts here: their key is in reach, or was admitted once."""
        return any(person.admitted for person in self.of_people()) or any(self._settings.keys.glob("*.admission"))

    # --- the station's own -----------------------------------------------------------------------------------------

    def of_the_station(self) -> tuple[StationKeyView, ...]:
        keys = self._settings.keys
        found = [*_views(station.current(keys), "current")]
        coming = station.named_by(keys, station.NEXT)
        if coming is not None and coming != station.current(keys):
            found += _views(coming, "next")
        return (*found, *(StationKeyView("former", "", "", each) for each in station.former_certificates(keys)))

    def make(self, kind: Kind, common_name: str, organisation: str, again: bool) -> None:
        """A new key and its request. The names of a renewal are those of the certificate in use.

        Raises NeedsOfficer, NameNeeded, NameTooLong, RequestPending, TokenUnfit.
        """
        actor = self._require_right("keys_make")
        durable_folder(self._settings.keys)
        named = Named(common_name, organisation)
        with suppress(KeyGone):
            used = station.certificate_of(station.current(self._settings.keys), station.STATION)
            named = Named(used.common_name, used.organisation)
        if not named.common_name or not named.organisation:
            raise NameNeeded
        if not naming.fits(named.common_name) or not naming.fits(named.organisation):
            raise NameTooLong(most=naming.MOST_CHARACTERS)
        self._renewal.make(kind, named, again=again)
        self._tell(AuditEvent(EventKind.STATION_KEY_MADE, actor, details={"kind": kind.value}))

    def requests(self) -> Mapping[str, str]:
        """PEM by name. Raises NothingPending."""
        return self._renewal.requests()

    def accept(self, pem: bytes) -> Certificate:
        """Raises NeedsOfficer, NothingPending, OtherKey, OtherSubject, UntrustedCertificate and what else a chain can
        lack."""
        actor = self._require_right("keys_import")
        taken = self._renewal.accept(pem, self._trust, self._clock.now())
        self._tell(AuditEvent(EventKind.STATION_CERTIFICATE_TAKEN, actor, taken.fingerprint))
        return taken

    def missing(self) -> tuple[str, ...]:
        return self._renewal.missing()

    def rotate(self) -> Certificate:
        """From the next start on. Raises NeedsOfficer, NothingPending, and what a certificate can lack by now."""
        actor = self._require_right("keys_rotate")
        used = self._renewal.rotate(self._trust, self._clock.now())
        self._tell(AuditEvent(EventKind.STATION_KEY_REPLACED, actor, used.fingerprint))
        return used

    # --- people's --------------------------------------------------------------------------------------------------

    def of_people(self) -> tuple[PersonKeyView, ...]:
        at, found = self._clock.now(), []
        people = self._people
        cards = {entry.key_id for store in self._tokens.cards for entry in store.entries()}
        for entry in self._keys().entries():
            person = people.person(entry.certificate, entry.chain, at)
            in_card = entry.key_id in cards
            admitted = not in_card or path_of(self._settings.keys, entry.certificate).exists()
            place = "card" if in_card else "file"
            not_after = entry.certificate.not_after
            found.append(PersonKeyView(entry.key_id, person.name, person.roles, place, not_after, admitted))
        return tuple(found)

    def require_card(self, credential_id: str) -> None:
        """Raises NobodyKnown where that is no card's."""
        self._card_store(credential_id)

    def admit(self, credential_id: str, pin: str, witness: str, witness_pin: str) -> None:
        """Let a card open the drafts of this station. witness: somebody who can; "" on a station without drafts' key.

        Raises NeedsOfficer, NobodyKnown, NotTyped, WitnessNeeded, TokenUnfit(what=wrap), WrongPin and its kin.
        """
        actor = self._require_right("keys_admit")
        store = self._card_store(credential_id)
        require_typeable(pin, witness_pin)
        if witness:
            key = self._keys().unlock(witness, witness_pin)
            try:
                data_key = key.data_key
            finally:
                key.lock()
        elif self._has_people():
            raise WitnessNeeded
        else:
            data_key = new_data_key()
        store.admit(credential_id, pin, data_key)
        details = {"officer": actor} if actor else {}
        self._tell(AuditEvent(EventKind.CARD_ADMITTED, witness, credential_id, details))

    # --- revocation ------------------------------------------------------------------------------------------------

    def take_lists(self, lists: Sequence[bytes]) -> int:
        """Install revocation lists of authorities that are known here: all of them or none. Returns how many were news.

        Raises BadRevocationList, UntrustedCertificate(reason=issuer) where none of ours signed it.
        """
        folder, news = self._settings.trust / LISTS, dict[Path, RevocationList]()
        known, signed = self._trust.issuers(), SignedTime(self._settings.signed_time, self._clock)
        for found in map(RevocationList.from_bytes, lists):
            issuer = next((each for each in known if found.signed_by(each)), None)
            if issuer is None:
                raise UntrustedCertificate(reason="issuer")
            file = folder / f"{issuer.fingerprint[:32]}.crl"
            held = news.get(file) or (RevocationList.from_bytes(file.read_bytes()) if file.exists() else None)
            if held is not None and held.this_update >= found.this_update:
                continue  # an older list must not hide whom a newer one names
            news[file] = found
        for file, taken in news.items():
            write_private(file, taken.der)
            signed.learn(Source.LIST, taken.this_update)
        if news:
            note_lists(self._settings.trust)
            self._tell(AuditEvent(EventKind.LISTS_TAKEN, details={"lists": len(news)}))
        return len(news)

    # --- inside ----------------------------------------------------------------------------------------------------

    def _tell(self, event: AuditEvent) -> None:
        """Of what is done and can't be undone: that the log can't take it is said, and does not make it look undone."""
        afterwards(lambda: self._record(event))

    def _keys(self) -> KeyStore:
        return people_keys(self._files, self._tokens)

    def _card_store(self, credential_id: str) -> Pkcs11KeyStore:
        for store in self._tokens.cards:
            if any(entry.key_id == credential_id for entry in store.entries()):
                return store
        raise NobodyKnown


def _views(folder: Path, use: str) -> Iterator[StationKeyView]:
    for name in (station.STATION, station.TLS):
        in_token = (folder / f"{name}.token.json").exists()
        if in_token or (folder / f"{name}.key.pem").exists():
            certificate = None
            with suppress(KeyGone):
                certificate = station.certificate_of(folder, name)
            yield StationKeyView(use, name, "token" if in_token else "file", certificate)


@contextmanager
def open_station_keys(settings: Settings, clock: Clock | None = None) -> Iterator[StationKeys]:
    """Also before the station can start. What is done is written to its audit log once it has one; to look, beside a
    running station, nothing is opened for writing."""
    clock = clock or SystemClock()
    trust = open_trust(settings, clock)
    with ExitStack() as running:
        tokens = open_tokens(settings, trust, running)
        yield StationKeys(settings, trust, tokens, clock, _recorder(settings, clock))


def _recorder(settings: Settings, clock: Clock) -> Callable[[AuditEvent], None]:
    try:
        salt_key = load_log_keys(settings.keys, settings.machine_secret).salt_key
    except CryptoError:
        return lambda event: None

    def record(event: AuditEvent) -> None:
        with closing(connect(settings.database)) as db:
            AuditLog(db, clock, salt_key).append(event)

    return record
