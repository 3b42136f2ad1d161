"""Papers of which the profile asks more than a look: which were seen, copied, or came with a translation."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from station.domain.attachment import LANGUAGE, LATER, PAPER, PaperForm, PaperWanted, form_of, is_there, item_of, said
from station.domain.enrollment import Enrollment
from station.domain.errors import Problem
from station.domain.item import Item, ItemKind
from station.domain.languages import LANGUAGES, OTHER
from station.domain.lines import Choice, Line, Pages, Shown, Word
from station.domain.sample import Blob, Modality
from station.forms import Asked, Sheet
from station.packet.part import Part
from station.profiles import asked
from station.steps.attachments import content
from station.steps.base import ProfileStep

_MISSING = {
    PaperForm.ORIGINAL: "ATT-ORIGINAL",
    PaperForm.COPY: "ATT-COPY",
    PaperForm.TRANSLATION: "ATT-TRANSLATION",
}


@dataclass(frozen=True)
class AttachmentsStep(ProfileStep):
    kind: ClassVar[str] = "attachments"
    page: ClassVar[str] = "attachments"
    takes: ClassVar[Modality | None] = None
    signs: ClassVar[bool] = False

    def wanted(self, sheet: Sheet) -> bool:
        """Where a paper is asked for of which not only the original is shown."""
        return super().wanted(sheet) and any(True for _ in self._forms(sheet))

    def form(self, sheet: Sheet) -> tuple[Asked, ...]:
        """Nothing is typed here."""
        return ()

    def shared(self) -> frozenset[str]:
        return self.shared_papers()

    def papers(self, enrollment: Enrollment, sheet: Sheet) -> tuple[PaperWanted, ...]:
        """Those wanted, then what is there of papers that are not wanted any more."""
        wanted = tuple(self._wanted(enrollment, sheet))
        claimed = [_of(enrollment, each) for each in wanted]
        left = [item for item in _kept(enrollment) if item not in claimed]
        return (*wanted, *(_left(item) for item in left))

    def problems(self, enrollment: Enrollment, sheet: Sheet) -> tuple[Problem, ...]:
        found = []
        for each in self.papers(enrollment, sheet):
            if each.left:
                found.append(Problem("ATT-LEFT", field=each.about))
            elif not is_there(enrollment.items, each):
                found.append(Problem(_MISSING[each.form], field=each.about))
        return tuple(found)

    def part(self, enrollment: Enrollment, sheet: Sheet) -> Part:
        pairs = ((each, _of(enrollment, each)) for each in self._wanted(enrollment, sheet))
        return content.part((each, item) for each, item in pairs if item is not None)

    def lines(self, enrollment: Enrollment, sheet: Sheet) -> tuple[Shown, ...]:
        found: list[Shown] = []
        images: list[Blob] = []
        for each in self.papers(enrollment, sheet):
            item = _of(enrollment, each)
            files = () if item is None else item.files
            language = "" if item is None else said(item, LANGUAGE).upper()
            told = (Word(f"field.choice.language.{language}"),) if language in (*LANGUAGES, OTHER) else ()
            said_of = (Choice(each.about, each.paper), *((f"× {len(files)}",) if files else ()), *told)
            there = said_of if is_there(enrollment.items, each) else ()
            found.append(Line(f"step.attachments.{each.form.value}", there, (), between=" "))
            images += files
        return (*found, *((Pages(tuple(images)),) if images else ()))

    def _forms(self, sheet: Sheet) -> Iterator[tuple[str, PaperForm]]:
        """Field and form of each paper wanted now, those of which the original alone is shown left out."""
        found: dict[tuple[str, PaperForm], None] = {}
        for rule in self.service.profile.papers:
            if rule.forms != (PaperForm.ORIGINAL.value,) and asked(sheet.truth(rule.when)):
                found |= dict.fromkeys((rule.kept_in, PaperForm(form)) for form in rule.forms)
        yield from found

    def _wanted(self, enrollment: Enrollment, sheet: Sheet) -> Iterator[PaperWanted]:
        texts = enrollment.fields
        for about, form in self._forms(sheet):
            paper = texts.get(about, "").upper()
            if paper != LATER:
                yield PaperWanted(about, paper, form)


def _kept(enrollment: Enrollment) -> tuple[Item, ...]:
    return tuple(item for item in enrollment.items if item.kind is ItemKind.ATTACHMENT)


def _of(enrollment: Enrollment, wanted: PaperWanted) -> Item | None:
    return item_of(enrollment.items, wanted)


def _left(item: Item) -> PaperWanted:
    return PaperWanted(item.about, said(item, PAPER), PaperForm(form_of(item)), left=True)
