"""`stationctl profile`: check the files that describe services, say which are in force here, and what one person gets
from a service and why."""

from argparse import Namespace
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path

from station import __version__
from station.bootstrap.policy import profiles_as_kept
from station.commands.exits import Exit
from station.commands.words import Voice
from station.domain.clock import SystemClock
from station.profiles import (
    AnswerUnusable,
    Because,
    Explanation,
    Library,
    Line,
    Profile,
    Range,
    Service,
    Truth,
    Value,
    explain,
    faults_in,
    load,
    visit_of,
)
from station.profiles.condition.kinds import BIRTH, Kind, Sort
from station.profiles.kinds import lacking
from station.profiles.laws import Days, days_of, is_laws, own_days, read_laws
from station.profiles.looked_at import to_look_at
from station.profiles.naming import name_faults, receiver_faults
from station.profiles.published import file_name
from station.profiles.reach import reach_faults
from station.profiles.slips import slip_faults
from station.services.profiles import law_days, library_of, profile_faults, profile_rows
from station.services.publishing import walk_faults
from station.settings import Settings
from station.toml import MOST_BYTES

_BY_ID = ("step", "field", "evidence")
"""What the file names itself; everything else is a word of ours, said in the reader's language."""


def run(settings: Settings, options: Namespace, voice: Voice) -> Exit:
    """USAGE where a file has faults, or an answer about the person is none; what is only to be looked at is no fault.
    FAILED where policy brings profiles that were not taken.

    Raises ServiceUnknown, ServiceNotInForce, OSError.
    """
    if options.action == "check":
        return _check(options.file, _own_days(settings), voice)
    if options.action == "list":
        return _list(settings, voice)
    return _explain(settings, options, voice)


def _own_days(settings: Settings) -> Days:
    return own_days(demonstration=settings.mode == "demo")


def _check(files: list[Path], own: Days, voice: Voice) -> Exit:
    loaded = [load(_read(file), file.name) for file in files if not is_laws(file.name)]
    laws = [read_laws(_read(file), file.name) for file in files if is_laws(file.name)]
    faults = (
        *(problem for each in laws for problem in each.problems),
        *faults_in(loaded),
        *reach_faults(loaded),
        *walk_faults(loaded),
        *name_faults(loaded),
        *receiver_faults(loaded),
        *slip_faults(loaded),
    )
    for fault in (*faults, *to_look_at(loaded, laws)):
        voice.complain(fault)
    days = days_of(((file.name, _read(file)) for file in files), own)
    for each in loaded:
        if each.service is not None:
            profile = each.service.profile
            voice.say(
                "CLI-PROFILE-SOUND",
                file=each.written.name,
                service=profile.id,
                version=profile.version,
                since=profile.in_force.first(days) or "...",
            )
            _say_waiting(profile, days, voice)
            _say_lacking(each.service, voice)
    for read in laws:
        if read.laws is not None:
            said = ", ".join(f"{law} {day}" for law, day in sorted(read.laws.days.items())) or "–"
            voice.say("CLI-PROFILE-LAWS", file=read.written.name, version=read.laws.version, days=said)
    if faults:
        voice.say("CLI-PROFILE-FAULTS", count=len(faults))
        return Exit.USAGE
    return Exit.DONE


def _say_waiting(profile: Profile, days: Days, voice: Voice) -> None:
    law = profile.in_force.day
    if law is not None and law not in days:
        voice.say("CLI-PROFILE-WAITS", service=profile.id, version=profile.version, law=law)


def _say_lacking(service: Service, voice: Voice) -> None:
    kinds = lacking(service.profile)
    if kinds:
        voice.say("CLI-PROFILE-NOT-OFFERED", kinds=", ".join(kinds))


def _list(settings: Settings, voice: Voice) -> Exit:
    """Beside a station that runs, too: nothing is asked, taken or written."""
    clock = SystemClock()
    profiles = profiles_as_kept(settings, clock)
    for row in profile_rows(profiles, clock.now().astimezone().date()):
        voice.say(
            "CLI-PROFILE-ROW",
            service=row.service,
            version=row.version,
            since=row.since or "...",
            until=row.until or "...",
            holds="now" if row.holds else "other",
            **_origin(row.taken_at),
        )
        if row.waits:
            voice.say("CLI-PROFILE-WAITS", service=row.service, version=row.version, law=row.waits)
        if row.lacks:
            voice.say("CLI-PROFILE-NOT-OFFERED", kinds=", ".join(row.lacks))
    for each in law_days(profiles):
        voice.say("CLI-PROFILE-DAY", law=each.law, day=each.day, **_origin(each.taken_at))
    faults = profile_faults(profiles)
    for fault in faults:
        voice.complain(fault)
    if faults:
        voice.say("CLI-PROFILE-FORMER", count=len(faults))
        return Exit.FAILED
    return Exit.DONE


def _origin(taken_at: datetime | None) -> dict[str, str]:
    if taken_at is None:
        return {"origin": "program", "taken": __version__}
    return {"origin": "policy", "taken": f"{taken_at.astimezone():%d.%m.%Y %H:%M}"}


def _read(file: Path) -> bytes:
    """One byte more than a profile may have: `load` says no to it."""
    with file.open("rb") as opened:
        return opened.read(MOST_BYTES + 1)


def _explain(settings: Settings, options: Namespace, voice: Voice) -> Exit:
    """By the files that are named; else by what is in force here. Nothing is asked, taken or written."""
    clock = SystemClock()
    day = options.on or clock.now().astimezone().date()
    texts = [(file.name, _read(file)) for file in options.file]
    profiles = [(name, data) for name, data in texts if not is_laws(name)]
    laws = {name: data for name, data in texts if is_laws(name)}
    loaded = [load(data, name) for name, data in profiles]
    unread = (problem for name, data in laws.items() for problem in read_laws(data, name).problems)
    faults = (*unread, *faults_in(loaded), *walk_faults(loaded))
    for fault in faults:
        voice.complain(fault)
    if faults:
        return Exit.USAGE
    named = {
        file_name(each.service.profile): data
        for each, (_, data) in zip(loaded, profiles, strict=True)
        if each.service is not None
    }
    own = _own_days(settings)
    library = Library(named, own=own) if named else library_of(profiles_as_kept(settings, clock))
    if laws:
        library = library.under(days_of(laws.items(), own))
    service = library.service(options.service, day)
    answers = dict(options.set)
    answers[BIRTH] = options.born
    if options.sex:
        answers["sex"] = options.sex
    try:
        visit = visit_of(service, answers, day, options.issue)
    except AnswerUnusable as error:
        voice.complain(error.problem())
        return Exit.USAGE
    for profile in library.versions(options.service):
        _say_waiting(profile, library.days, voice)
    since = service.profile.in_force.first(library.days)
    _Telling(voice, service).tell(day, since, explain(service, visit), service.may_come(visit))
    return Exit.DONE


class _Telling:
    """An explanation in one language, by the line."""

    def __init__(self, voice: Voice, service: Service) -> None:
        self._voice = voice
        self._service = service

    def tell(self, day: date, since: date | None, told: Explanation, may_come: Truth) -> None:
        profile = self._service.profile
        self._voice.say(
            "CLI-PROFILE-SERVICE",
            service=profile.id,
            version=profile.version,
            since=since,
            day=day,
        )
        _say_lacking(self._service, self._voice)
        self._voice.say("CLI-PROFILE-SUBJECT", truth=_yes_no(may_come))
        self._reasons(reason for line in told.of("subject") for reason in line.because)
        for line in told.of("obliged"):
            self._voice.say("CLI-PROFILE-OBLIGED", truth=_yes_no(line.truth))
            self._reasons(line.because)
        for line in told.of("step"):
            self._line("CLI-PROFILE-STEP", line)
            self._fields(line.names[0], told)
        for code, part in (
            ("CLI-PROFILE-PAPER", told.of("paper")),
            ("CLI-PROFILE-CONSENT", told.of("consent")),
            ("CLI-PROFILE-SAMPLE", told.of("sample")),
        ):
            for line in part:
                self._line(code, line)
        self._expiry(told)
        code = "CLI-PROFILE-TERMS" if len(told.terms) == 1 else "CLI-PROFILE-PERHAPS"
        for terms in told.terms:
            self._voice.say(code, fee=terms.fee_amd, days=terms.working_days)

    def _fields(self, step: str, told: Explanation) -> None:
        lines = [line for line in told.of("field") if line.step == step]
        for line in lines:
            if line.asked:
                self._line("CLI-PROFILE-FIELD", line, indent=1)
        for line in told.of("evidence"):
            if line.step == step and line.asked:
                self._line("CLI-PROFILE-EVIDENCE", line, indent=1)
        optional = [self._named(line.names[0]) for line in lines if not line.asked]
        if optional:
            self._indented(1, "CLI-PROFILE-OPTIONAL", names=", ".join(optional))

    def _line(self, code: str, line: Line, indent: int = 0) -> None:
        truth = {True: "asked", False: "spared", None: "unknown"}[line.truth]
        names = ", ".join(map(self._named, line.names)) if line.part in _BY_ID else self._words(line.names)
        self._indented(indent, code, names=names, forms=self._words(line.forms), truth=truth)
        if line.part != "step" or len(line.because) == 1:  # of what a step takes each thing has its own below
            self._reasons(line.because, indent + 1)

    def _named(self, name: str) -> str:
        """The id, as it stands in the file; of a field that the file itself gives a name, that too."""
        field = self._service.asks.get(name)
        called = field.called.get(self._voice.language, "") if field is not None else ""
        return f"{name} ({called})" if called else name

    def _reasons(self, reasons: Iterable[Because], indent: int = 1) -> None:
        for reason in reasons:
            if not reason.rule:
                continue
            self._indented(indent, "CLI-PROFILE-BECAUSE", rule=reason.rule)
            for term, value in reason.known:
                self._indented(indent + 1, "CLI-PROFILE-KNOWN", term=term.text, value=_shown(term.kind, value))

    def _expiry(self, told: Explanation) -> None:
        if not told.expiry_because:
            return
        if told.expiry is None:
            self._voice.say("CLI-PROFILE-EXPIRY-UNKNOWN")
        elif told.expiry.exact:
            self._voice.say("CLI-PROFILE-EXPIRY", day=date.fromordinal(told.expiry.low))
        else:
            first, last = date.fromordinal(told.expiry.low), date.fromordinal(told.expiry.high)
            self._voice.say("CLI-PROFILE-EXPIRY-BETWEEN", first=first, last=last)
        self._reasons(told.expiry_because)

    def _words(self, names: tuple[str, ...]) -> str:
        return " / ".join(self._voice.words("CLI-PROFILE-WORD", {"word": name})[0] for name in names)

    def _indented(self, indent: int, code: str, **params: object) -> None:
        self._voice.line("    " * indent + self._voice.words(code, params)[0])


def _yes_no(truth: Truth) -> str:
    return {True: "yes", False: "no", None: "unknown"}[truth]


def _shown(kind: Kind, value: Value) -> str:
    """A value as it would be typed; "unknown", "yes" and "no" are said in the language of the reader."""
    if value is None or isinstance(value, bool):
        return _yes_no(value)
    if isinstance(value, Range):
        ends = (value.low,) if value.exact else (value.low, value.high)
        return " ... ".join(date.fromordinal(end).isoformat() if kind.sort is Sort.DAY else str(end) for end in ends)
    return ", ".join(sorted(value)) if isinstance(value, frozenset) else str(value)
