"""Everything, built once, in the order in which it depends on each other."""

from contextlib import ExitStack, suppress
from dataclasses import dataclass
from functools import partial

from crypto import demo_pki
from crypto.demonstration import is_demonstration, of_demonstration
from crypto.files import typed
from crypto.keys.station import forget_former
from devices import catalogue
from station import __version__
from station.acts import is_shown_confidential
from station.audit import AuditLog, ProofUnavailable
from station.audit.seen import SeenLog
from station.bootstrap.activities import activities_made
from station.bootstrap.copies import copies_service
from station.bootstrap.counting import counting_of
from station.bootstrap.demo_codes import demo_codes
from station.bootstrap.identity import Identity, find_identity
from station.bootstrap.log_signer import log_signer
from station.bootstrap.policy import policy_service
from station.bootstrap.refusals import DemoKeysInProduction, EmbeddedInProduction, PolicyNeeded
from station.bootstrap.second import second_engine
from station.bootstrap.sending import address_of, dispatcher_of
from station.bootstrap.shared import device_manager, health_sources, policy_client
from station.domain.clock import Clock, SystemClock
from station.domain.events import AuditEvent, EventKind
from station.domain.operator import Operator
from station.domain.person import require_identified
from station.domain.romanisation import table
from station.listeners import Listeners
from station.outbox.answers import OutboxAnswers
from station.outbox.pages import OutboxPages
from station.outbox.store import OutboxStore
from station.profile import WINDOW, held
from station.quality.face.engine import FaceEngine
from station.quality.finger.nfiq2 import Nfiq2
from station.receivers.table import receiver_of, refuse_unfit
from station.services.approvals import Approvals
from station.services.attachments import Attachments
from station.services.belongings import Belongings
from station.services.capture import Capture
from station.services.cards import CardWatch
from station.services.contacts import Contacts
from station.services.copies import Copies
from station.services.crops import Crops
from station.services.day import Day
from station.services.deliver import Deliver
from station.services.diagnose import Diagnose
from station.services.dossiers import StationIdentity
from station.services.enroll import Enroll
from station.services.feedback import Feedback
from station.services.log_writer import LogWriter
from station.services.overrides import Overrides
from station.services.payment_book import PaymentBook
from station.services.payments import Payments
from station.services.people import People
from station.services.pins import Pins
from station.services.pitch_zeros import PitchZeros
from station.services.policy import PolicyService, PolicyVersions
from station.services.proofs import Proofs
from station.services.receipts import Receipts
from station.services.receivers import find_receivers_of_class
from station.services.referrals import Referrals, find_protectors
from station.services.rollout import roll_out_kept
from station.services.session import SignedIn
from station.services.sign_in import SignIn
from station.services.signing import Sealing, Signing
from station.services.state_authorities import StateAuthorities
from station.services.time_stamps import TimeStamps
from station.services.tokens import key_files, people_keys
from station.services.training import find_training
from station.services.way_back import demand_finished
from station.services.work import Work
from station.settings import EMBEDDED, Settings
from station.steps.plans import Plans
from station.storage.database import connect
from station.storage.files import durable_folder
from station.storage.leftovers import packets_gone, sweep_drafts, sweep_incoming
from station.storage.payments import PaymentAttempts
from station.time_authority import TimeAuthority


@dataclass(frozen=True)
class Station:
    """All that a front end holds. Call sign_in, pins, enroll, deliver, receipts on `work`; each says what it raises."""

    settings: Settings
    work: Work
    sign_in: SignIn
    pins: Pins
    enroll: Enroll
    approvals: Approvals
    overrides: Overrides
    crops: Crops
    attachments: Attachments
    belongings: Belongings
    proofs: Proofs
    referrals: Referrals
    capture: Capture
    payments: Payments
    deliver: Deliver
    day: Day
    receipts: Receipts
    feedback: Feedback
    diagnose: Diagnose
    policy: PolicyService
    copies: Copies
    zeros: PitchZeros
    state_authorities: StateAuthorities
    _running: ExitStack

    def close(self) -> None:
        """Lanes, dispatcher, intake, work, database: in this order. Quick, and harmless when called twice.

        Raises FileTrouble where the system said no on the way; all is closed nevertheless.
        """
        with typed():
            self._running.close()


def build(settings: Settings, clock: Clock | None = None, program: str = WINDOW) -> Station:
    """Start the station. program: who holds the profile from here to `close`.

    Raises what stands in the way: StationError, CryptoError; then nothing is left running. ProfileHeld comes before
    anything is changed.
    """
    clock = clock or SystemClock()
    with typed(), ExitStack() as running:
        _refuse(settings)
        for folder in (settings.data, settings.config):
            durable_folder(folder)
        running.enter_context(held(settings.data, program))
        demand_finished(settings.data)
        if settings.mode == "demo":
            demo_pki.create(settings.keys, settings.trust, settings.machine_secret, settings.intake_home, clock.now())
        by_policy = roll_out_kept(settings)
        identity = find_identity(settings, clock, running, must_seal=not by_policy)
        if settings.mode == "production" and of_demonstration(identity.key.certificate):
            raise DemoKeysInProduction  # its own key, though the authorities are others by now
        forget_former(settings.keys, identity.tokens.station)
        return _assemble(settings, clock, identity, running)


def _refuse(settings: Settings) -> None:
    """A receiver nobody knows, an entry that nobody reads, what a production station must have or must not have.

    Raises SettingsWrong, ReceiverUnavailable, EmbeddedInProduction, DemoKeysInProduction, PolicyNeeded, MalformedDer.
    """
    refuse_unfit(settings)
    unread = catalogue.load().first_unknown(settings.devices)
    if unread is not None:
        raise settings.wrong("devices", *unread)
    if settings.mode != "production":
        return
    if settings.intake == EMBEDDED:
        raise EmbeddedInProduction
    if (settings.trust / demo_pki.MARKER).exists() or is_demonstration(settings.trust):
        raise DemoKeysInProduction
    if not settings.policy or not settings.policy_root.exists():
        raise PolicyNeeded


def _assemble(settings: Settings, clock: Clock, identity: Identity, running: ExitStack) -> Station:
    """Start what runs; each start puts its end on `running`, so that a failure half-way leaves nothing behind."""
    work, signed_in = Work(), SignedIn()
    running.callback(work.close)
    db = work.call(connect, settings.database)
    work.at_end(db.close)
    outbox = work.call(OutboxStore, db, settings.outbox)
    work.call(sweep_drafts, db, settings.drafts, outbox.keeps)
    work.call(sweep_incoming, settings.data)
    attempts = PaymentAttempts(db, settings.payments)
    work.call(attempts.take_up)
    signer = work.call(log_signer, settings, identity.key, db)
    salt_key = signer.keys.salt_key
    log = AuditLog(db, clock, salt_key)
    log_writer = LogWriter(log, signer)
    note = log_writer.note
    work.call(note, AuditEvent(EventKind.STATION_STARTED, details={"mode": settings.mode}))
    with suppress(ProofUnavailable):  # nothing was signed yet
        SeenLog(settings.log_seen).keep(work.call(log.newest_checkpoint))

    address = address_of(settings, running)
    pages = OutboxPages(db)
    gone = partial(packets_gone, db, settings.drafts, outbox.keeps)
    answers = OutboxAnswers(db)
    deliver = Deliver(
        outbox,
        pages,
        answers,
        work,
        lambda: dispatcher.wake(),
        gone,
        lambda: answers.due_now(clock),
        lambda service, item: plans.called(service, item),
        lambda: is_shown_confidential(signed_in.who()),
        lambda row: contacts.of(row),
    )
    dispatcher = dispatcher_of(settings, clock, identity, salt_key, address, deliver.changed)

    def require_identity(person: Operator) -> None:
        """A demonstration goes on with the keys it has: those of 0.1.0 name nobody."""
        if settings.mode == "production":
            require_identified((person,), policy.person_scheme())

    files = key_files(settings, lambda: policy.shortest_pin())
    people = People(people_keys(files, identity.tokens), identity.trust, demo_codes(settings), require_identity)
    pins = Pins(files, people, clock, note, identity.tokens.cards)
    cards = CardWatch(identity.tokens.cards)
    running.callback(cards.close)
    cards.start()
    copies, follower = copies_service(settings, clock, identity, lambda: policy.recovery(), running)
    sign_in = SignIn(signed_in, people, settings.drafts, clock, note, cards, pins.locked, follower)
    work.at_end(sign_in.sign_out)
    training = partial(find_training, settings, clock)
    client = policy_client(settings, identity, lambda: pages.counts(confidential=True).on_the_way, training)
    policy = policy_service(settings, clock, client, identity.context, lambda event: work.post(note, event), running)
    plans = Plans(policy.library, policy.fingers)
    versions = PolicyVersions(
        {"romanisation": table().version},
        lambda: {**identity.receivers.versions(), **policy.versions()},
    )
    station_identity = StationIdentity(
        settings.mode, identity.station_id, settings.desk, __version__, versions, policy.mode
    )
    sealing = Sealing(
        key=identity.key,
        receivers=identity.receivers.now,
        outbox=outbox,
        wake=dispatcher.wake,
        record=log_writer.note_signed,
        packet_format=receiver_of(settings).open_form(settings),
        training=training,
        receiver=settings.receiver,
        of_class=partial(
            find_receivers_of_class, usual=identity.receivers.now, settings=settings, trust=identity.trust, clock=clock
        ),
        activity=activities_made(settings, identity.key, policy.unit),
    )
    authority = TimeAuthority(identity.context)
    running.callback(authority.close)
    stamps = TimeStamps(policy.time_stamps, authority, identity.trust, clock)
    stamp = partial(stamps.stamped, note)
    signing = Signing(plans, people, identity.trust, station_identity, sealing, clock, log_writer.proof, stamp)
    contacts = Contacts(signed_in, outbox, signing.rights)
    counting = work.call(counting_of, settings, db, clock, signed_in, policy, signing, plans)
    log_writer.listen(counting.hear)
    zeros = work.call(PitchZeros, db, note)
    enroll = Enroll(signed_in, db, plans, clock, note, signing, policy, counting.seen, zeros.sealed)

    devices_changed = Listeners()
    manager = device_manager(settings, devices_changed, policy.mode)
    sources = health_sources(settings, identity, people, address, policy, copies.doctor, stamps)
    scorer = Nfiq2()
    running.callback(scorer.close)
    running.callback(dispatcher.close)
    dispatcher.start()
    copies.start()
    running.callback(manager.close)
    manager.start()
    faces = FaceEngine()
    capture = Capture(
        manager,
        faces,
        scorer,
        clock,
        lambda event: work.post(note, event),
        lambda whose, slap: work.submit(enroll.before, whose, slap),
        zeros.offset,
        second_engine(settings.ofiq, running),
    )
    work.post(capture.warm_up)
    return Station(
        settings=settings,
        work=work,
        sign_in=sign_in,
        pins=pins,
        enroll=enroll,
        approvals=Approvals(signed_in, enroll, signing, clock, note),
        overrides=Overrides(enroll, signing.rights, clock),
        crops=Crops(enroll, faces),
        attachments=Attachments(enroll, clock),
        belongings=Belongings(signed_in, enroll, signing.rights, clock, note),
        proofs=Proofs(signed_in, enroll, signing.rights, clock, note),
        referrals=Referrals(enroll, clock, partial(find_protectors, settings, identity.trust, clock)),
        capture=capture,
        payments=Payments(manager, PaymentBook(attempts, enroll, plans, clock, note), work),
        deliver=deliver,
        day=Day(db, signed_in, outbox, enroll, deliver, signing.rights, clock, note),
        receipts=Receipts(settings, outbox, log, signer.verifier, policy.view),
        feedback=Feedback(settings.feedback, clock, lambda: signing.practises),
        diagnose=Diagnose(manager, sources, clock, devices_changed, signed_in, signing.rights, note, zeros.of),
        policy=policy,
        copies=copies,
        zeros=zeros,
        state_authorities=StateAuthorities(settings.state_authorities, db, note),
        _running=running.pop_all(),
    )
