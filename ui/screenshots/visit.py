"""A visit: one person goes through the steps of a service in whatever order it has them. No step is known by name, only
what is done on each page."""

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager

from station.services.views import EnrollmentView, StepView
from ui.pages.attachments.model import Phase as PaperPhase
from ui.pages.attachments.view import AttachmentsPage
from ui.pages.fingerprints.state import Phase as FingerPhase
from ui.pages.fingerprints.view import FingerprintsPage
from ui.pages.form.view import FormPage
from ui.pages.home.view import HomePage
from ui.pages.portrait.state import Phase as FacePhase
from ui.pages.portrait.view import PortraitPage
from ui.pages.signature.state import Phase as InkPhase
from ui.pages.signature.view import SignaturePage
from ui.screenshots.album import Album
from ui.screenshots.desk import Desk
from ui.screenshots.person import Person, people_for, plausible

KEPT = (FingerPhase.TAKEN, FingerPhase.WEAK)
ENDED = (*KEPT, FingerPhase.ASKED, FingerPhase.DONE)
"""A placement was captured, and waits for what a person says."""


class NotDrawn(LookupError):
    """A step of a service can have no picture: `service`, `step` and why."""


class Visit:
    """From the first page, or from wherever the window stands."""

    def __init__(self, desk: Desk, service: str, person: Person) -> None:
        self.desk, self.service, self.person = desk, service, person

    @property
    def view(self) -> EnrollmentView:
        page = self.desk.window.page
        if page is None or page.view is None:
            raise NotDrawn(self.service, "", "no application is open")
        return page.view

    @property
    def step(self) -> StepView:
        return self.view.step

    def begin(self) -> None:
        self.desk.go_home()
        home: HomePage = self.desk.page(HomePage)
        self.desk.until(self.desk.window.frame.action_bar.primary.isEnabled)
        home.services.chosen.emit(self.service)
        self.desk.window.primary()
        self.desk.until(lambda: not self.desk.at("home"))

    def to(self, page_id: str) -> None:
        """Through every step before the page; a step of a form is a page of its own."""
        while not self.desk.at(page_id):
            self.do()
            self.go_on()

    def do(self) -> None:
        """All that is to be done on the page shown. Raises NotDrawn, NothingToSay."""
        does = does_on(self.step.page)
        if does is None:
            raise NotDrawn(self.service, self.step.step_id, f"nothing is known of the page {self.step.page}")
        with self._named():
            does(self.desk, self.person)

    def go_on(self) -> None:
        """Raises NotDrawn where something is still wrong."""
        here = self.step.step_id
        with self._named():
            self.desk.until(self.desk.window.frame.action_bar.primary.isEnabled)
            self.desk.window.primary()
            self.desk.until(lambda: self.step.step_id != here or bool(self._wrong(here)))
        if self.step.step_id == here:
            raise NotDrawn(self.service, here, self._wrong(here))

    def _wrong(self, step_id: str) -> str:
        """What stands in the way once nothing is under way any more."""
        page = self.desk.window.page
        if not isinstance(page, FormPage) or not page.saver.idle:
            return ""
        return ", ".join(f"{problem.field} {problem.code}" for problem in self.step.problems)

    @contextmanager
    def _named(self) -> Iterator[None]:
        step = self.step
        try:
            yield
        except TimeoutError as error:
            said = [f"{problem.field} {problem.code}" for problem in self.step.problems]
            raise NotDrawn(self.service, step.step_id, f"it does not go on: {said}") from error


def does_on(page: str) -> Callable[[Desk, Person], None] | None:
    """What a person does there; None where nothing is known of it."""
    return _DOES.get(page)


def draw_every_step(desk: Desk, album: Album, service: str) -> None:
    """From the first page and back to it, with as many people as it takes to meet every step of the service. Raises
    NotDrawn where nobody meets one."""
    met: set[str] = set()
    left: set[str] = set()
    for person in people_for(service):
        visit = Visit(desk, service, person)
        visit.begin()
        left = steps_of(visit.view)
        _draw(visit, album, met)
        left -= met
        if not left:
            return
    raise NotDrawn(service, ", ".join(sorted(left)), "nobody goes through it")


def _draw(visit: Visit, album: Album, met: set[str]) -> None:
    """met: the steps of which there is a picture already; another person's forms are drawn once more, filled in."""
    desk, window = visit.desk, visit.desk.window
    while not visit.step.signs:
        step, name = visit.step, f"{visit.service}-{visit.step.step_id}"
        new = step.step_id not in met
        if new:
            desk.pump(0.3)
            album.shoot(window, name, "empty")
        visit.do()
        if new or step.form is not None:
            album.shoot(window, name, "done" if new else visit.person.name)
        met.add(step.step_id)
        visit.go_on()
    desk.pump(1.0)  # its pictures are fetched
    name, new = f"{visit.service}-{visit.step.step_id}", visit.step.step_id not in met
    album.shoot(window, name, "sign" if new else visit.person.name)
    met.add(visit.step.step_id)


def steps_of(view: EnrollmentView) -> set[str]:
    """All that the profile has, also those that this person does not go through."""
    form = next(step.form for step in view.steps if step.form is not None)
    return {step.id for step in form.service.profile.steps}


def _fill(desk: Desk, person: Person) -> None:
    """One answer may fill other fields, or ask for them: what only must be there comes last."""
    page: FormPage = desk.page(FormPage)
    typed: set[str] = set()
    while new := _own(page, person, typed) or _needed(page, typed):
        for name, text in new.items():
            page.presenter.typed(name, text)
            page.presenter.left(name)
        typed |= new.keys()
        desk.until(lambda: page.saver.idle)


def _own(page: FormPage, person: Person, typed: Collection[str]) -> Mapping[str, str]:
    said = {name: text for field in page.inputs() for name, text in person.says(field).items()}
    return {name: text for name, text in said.items() if name not in typed and page.presenter.value(name) != text}


def _needed(page: FormPage, typed: Collection[str]) -> Mapping[str, str]:
    drawn = page.inputs()
    empty = {
        name: field
        for name, field in drawn.items()
        if field.required
        and not page.presenter.value(name)
        and not any(each.startswith(f"{name}.") for each in drawn)  # several, of which there is one
    }
    said = {name: text for whole, field in empty.items() for name, text in plausible(whole, field)}
    return {name: text for name, text in said.items() if name not in typed}


def _portrait(desk: Desk, _person: Person) -> None:
    page: PortraitPage = desk.page(PortraitPage)
    desk.until(lambda: page.presenter.state.phase is FacePhase.ACCEPTED)


def _fingers(desk: Desk, _person: Person) -> None:
    page: FingerprintsPage = desk.page(FingerprintsPage)
    while page.presenter.state.phase is not FingerPhase.DONE:
        desk.until(lambda: page.presenter.state.phase in ENDED)
        go_on(page)


def go_on(page: FingerprintsPage) -> None:
    """With the next placement, where one was taken; what is asked is right as it is."""
    if page.presenter.state.phase in KEPT:
        page.space()
    elif page.presenter.state.phase is FingerPhase.ASKED:
        page.presenter.say_yes()


def _papers(desk: Desk, _person: Person) -> None:
    """Each original is seen, and a page of each other paper photographed."""
    page: AttachmentsPage = desk.page(AttachmentsPage)
    for at in range(len(page.presenter.state.rows)):
        page.presenter.choose(at)
        desk.until(lambda: page.presenter.state.phase in (PaperPhase.LIVE, PaperPhase.NO_PAGES))
        page.presenter.press()
        desk.until(lambda at=at: page.presenter.state.rows[at].done)  # type: ignore[misc]


def _sign(desk: Desk, _person: Person) -> None:
    page: SignaturePage = desk.page(SignaturePage)
    page.presenter.use_pad()
    desk.until(lambda: page.presenter.state.phase is InkPhase.KEPT)


_DOES: Mapping[str, Callable[[Desk, Person], None]] = {
    "form": _fill,
    "portrait": _portrait,
    "fingerprints": _fingers,
    "attachments": _papers,
    "signature": _sign,
}
"""What a person does, by page."""
