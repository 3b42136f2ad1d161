"""An approved application for each service, of whoever is in its example, as a form of packets receives it."""

from collections.abc import Mapping
from dataclasses import replace

from station.domain.attachment import FORM, PAPER
from station.domain.enrollment import Enrollment
from station.domain.item import Item, ItemId, ItemKind
from station.domain.sample import Modality, Samples
from station.domain.value import FieldValue, Source
from station.formats.page_image import encode_page
from station.packet import asice, content
from station.packet.format import Dossier
from station.profiles import built_in
from station.services.entry import enter
from tests.support.clock import NOW
from tests.support.examples import example
from tests.support.kept_papers import page_of
from tests.support.mosip_dossier import approved
from tests.support.people import Shelf, context
from tests.support.pki import Pki
from tests.support.plans import HOLDING, PLANS

TODAY = NOW.astimezone().date()


def services_for(receiver: str) -> tuple[str, ...]:
    """Those whose packets may go to it."""
    return tuple(name for name in HOLDING if receiver in built_in().profile(name, TODAY).receivers)


def dossier_for(service: str, pki: Pki) -> Dossier:
    """With true pictures of all that the service takes, and of the papers that stay."""
    shelf = Shelf()
    (who, *_), passport = example(service).applicants, approved(pki, shelf)
    marks, samples = passport.items, passport.samples
    made = replace(passport, procedure=service, values={}, items=(), samples=Samples())
    of = built_in().service(service, TODAY)
    made = enter(made, who.fields, Source.TYPED, made.operator.credential_id, NOW, TODAY, lambda: of)
    takes = {step.takes for step in PLANS.walk(made, TODAY).steps}
    made = replace(
        made,
        items=marks if Modality.FINGERS in takes else (),
        samples=Samples(
            samples.portrait if Modality.FACE in takes else None,
            samples.slaps if Modality.FINGERS in takes else (),
            samples.signature if Modality.SIGNATURE in takes else None,
        ),
    )
    made = replace(_with_papers(made, who.pages, shelf), signed=passport.signed, approved=passport.approved)
    given, of_packet = PLANS.walk(made, TODAY).content(), context(made)
    once = asice.sign_operator(content.build(made, given, shelf.get, of_packet), pki.operator, NOW)
    container = asice.approve(once, pki.officer, NOW, pki.operator.certificate)
    return Dossier(made, given, of_packet, container, shelf.get)


def _with_papers(made: Enrollment, asked: Mapping[str, int], shelf: Shelf) -> Enrollment:
    walk = PLANS.walk(made, TODAY)
    for step in walk.steps:
        for number, paper in enumerate(step.papers(made, walk.sheet), 1):
            pages = []
            for page in range(asked[f"{paper.about}.{paper.form.value}"]):
                candidate = page_of(page)
                data, width, height, ppi = encode_page(candidate.pixels, candidate.ppi)
                pages.append(shelf.put(data, "image/jpeg", width, height, ppi))
            said = {PAPER: FieldValue(paper.paper), FORM: FieldValue(paper.form.value)}
            made = made.with_item(Item(ItemId(f"{number}"), ItemKind.ATTACHMENT, paper.about, said, tuple(pages)))
    return made
