"""What the checks of an impression come to: refused, to be asked, or taken; and by what each finger has its name."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

from station.capture import judging
from station.capture.matching import OTHER_FINGER, REPEATED
from station.domain.failed import FailedCheck
from station.domain.finger_checks import CheckRules, Finding
from station.domain.sample import Finger, NamedBy

OF_NAMES = frozenset(
    {
        judging.WRONG_HAND, judging.ABSENT, judging.THUMBS, judging.NOT_THUMBS, judging.UPSIDE_DOWN,
        judging.ONE_ALONE, REPEATED, OTHER_FINGER,
    }
)  # fmt: skip
"""Checks that doubt which finger a print is of; the others doubt the picture."""

OF_CROSS_MATCH = frozenset({REPEATED, OTHER_FINGER})
"""Found by holding prints against each other."""

MAY_ERR = frozenset(
    {judging.UPSIDE_DOWN, judging.ABSENT, judging.HALF_TIP, judging.THUMBS, judging.NOT_THUMBS, judging.EDGE}
)
"""Checks whose limits lie near what good hands show, and who refused a good one in a few of a hundred: what one of them
refuses twice running is asked, so that nobody is sent away by it."""


@dataclass(frozen=True)
class Judged:
    """found: by all checks so far. doubted_before: the check that refused the attempt before this one."""

    found: tuple[Finding, ...]
    rules: CheckRules
    doubted_before: str = ""
    confirmed: frozenset[Finger] = frozenset()
    fingers: tuple[Finger, ...] = ()

    def matched(
        self, repeated: Sequence[Finding], confirmed: frozenset[Finger], fingers: tuple[Finger, ...]
    ) -> "Judged":
        """repeated: prints that are of one finger. confirmed: fingers that match what was taken as them before."""
        return replace(self, found=(*self.found, *repeated), confirmed=confirmed, fingers=fingers)

    @property
    def refused(self) -> Finding | None:
        return next((each for each in self._counting if each.refuses and not self._insisted(each)), None)

    @property
    def questions(self) -> tuple[FailedCheck, ...]:
        return tuple(each.check for each in self._asked)

    @property
    def noted(self) -> tuple[FailedCheck, ...]:
        """Found by a check that is only tried out."""
        return tuple(each.check for each in self.found if self._tried_out(each))

    @property
    def doubted(self) -> frozenset[int]:
        """Places of the fingers that questions are about."""
        return frozenset(place for each in self._asked for place in each.places)

    def named_by(self, finger: Finger) -> NamedBy:
        """If the questions are answered."""
        if finger in self.confirmed:
            return NamedBy.MATCHING
        return NamedBy.OPERATOR if OF_NAMES & {each.check.code for each in self._asked} else NamedBy.GEOMETRY

    @property
    def _counting(self) -> tuple[Finding, ...]:
        return tuple(each for each in self.found if not self._tried_out(each))

    @property
    def _asked(self) -> tuple[Finding, ...]:
        """Names that matching confirms, every one of them, are not asked for again."""
        sure = bool(self.fingers) and self.confirmed >= set(self.fingers)
        settled: AbstractSet[str] = OF_NAMES - OF_CROSS_MATCH if sure else frozenset()
        if any(each.check.code == OTHER_FINGER for each in self._counting):
            settled = {judging.ONE_ALONE}  # the same question, with more said
        return tuple(each for each in self._counting if each.check.code not in settled)

    def _tried_out(self, finding: Finding) -> bool:
        code = finding.check.code
        hand, cross = code == judging.WRONG_HAND, code in OF_CROSS_MATCH
        return (hand and self.rules.hand == "evaluation") or (cross and self.rules.cross == "evaluation")

    def _insisted(self, finding: Finding) -> bool:
        return finding.check.code in MAY_ERR and finding.check.code == self.doubted_before
