"""`stationctl refer [DRAFT] --as WHO --sign afraid`: somebody may need protection; PIN and words are typed unseen."""

from argparse import Namespace
from collections.abc import Sequence
from contextlib import closing

from station.bootstrap import Station, build
from station.commands.exits import Exit
from station.commands.secret import ask
from station.commands.words import Voice
from station.domain.enrollment import EnrollmentId
from station.domain.errors import Problem, StationError
from station.domain.item import ItemKind
from station.domain.referral import Indicator, Referral, number_of
from station.services.door import EXPECTED, problem_of
from station.settings import Settings


class SignUnknown(StationError):
    """What was noticed is said with one of the words that there are. `sign`; `known`: all of them."""

    code = "STN-482"


class DraftNotNamed(StationError):
    """About whom it is: no draft of those shown to this person, or several, begin so. `found`: how many."""

    code = "STN-483"


def run(settings: Settings, options: Namespace, voice: Voice) -> Exit:
    try:
        signs = _signs(options.sign)
        with closing(build(settings, program="stationctl refer")) as station:
            answer = _refer(station, options, signs, voice)
    except EXPECTED as error:
        answer = problem_of(error)
    if isinstance(answer, Problem):
        voice.complain(answer)
        return Exit.USAGE if answer.code in (SignUnknown.code, DraftNotNamed.code) else Exit.FAILED
    voice.say("CLI-REFERRED", number=answer)
    return Exit.DONE


def _refer(station: Station, options: Namespace, signs: frozenset[Indicator], voice: Voice) -> str | Problem:
    """The number of what was sealed. Whether it can be is asked before anybody writes. Raises DraftNotNamed."""
    call = station.work.call
    people = call(station.sign_in.credentials)
    who = [each.credential_id for each in people if options.person in (each.name, each.credential_id)]
    signed_in = call(station.sign_in.sign_in, who[0] if who else options.person, ask(voice, "CLI-REFER-PIN"))
    if isinstance(signed_in, Problem):
        return signed_in
    drafts = call(station.enroll.drafts)
    if isinstance(drafts, Problem):
        return drafts
    which = _named([each.enrollment_id for each in drafts], options.draft)
    if problem := call(station.referrals.require_ready, which):
        return problem
    view = call(station.referrals.refer, which, Referral(signs, ask(voice, "CLI-REFER-WORDS")))
    if isinstance(view, Problem):
        return view
    return number_of(next(item.item_id for item in reversed(view.enrollment.items) if item.kind is ItemKind.REFERRAL))


def _named(drafts: Sequence[EnrollmentId], given: str) -> EnrollmentId:
    found = [each for each in drafts if each.startswith(given)]
    if len(found) != 1:
        raise DraftNotNamed(found=len(found))
    return found[0]


def _signs(words: Sequence[str]) -> frozenset[Indicator]:
    known = [each.value for each in Indicator]
    for word in words:
        if word not in known:
            raise SignUnknown(sign=word, known=", ".join(known))
    return frozenset(map(Indicator, words))
