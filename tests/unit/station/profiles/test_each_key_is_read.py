"""What a profile says somebody outside `station.profiles` acts on: a key of which nothing comes is a promise to whoever
signs it. Each key with the module that acts on it, or with the reason why none does."""

import ast
from collections.abc import Mapping
from pathlib import Path

import msgspec
import pytest

from station.profiles import schema

ROOT = Path(__file__).parents[4]
SHEET, FORM, PLANS = "station/forms/sheet.py", "station/services/form_view.py", "station/steps/table.py"
LINES, COMING, STEP = "station/steps/typed.py", "station/forms/coming.py", "station/steps/base.py"
FEE, SIGNING, SERVICE = "station/steps/payment/fee.py", "station/services/signing.py", "station/profiles/service.py"
PAPERS, CONSENTS = "station/steps/papers/step.py", "station/steps/consents/step.py"
SCHEMA, EXCEPTING = "station/profiles/schema.py", "station/steps/excepting.py"
READ: Mapping[str, str] = {
    "InForce.since": SCHEMA,
    "InForce.until": "station/profiles/library.py",
    "InForce.day": "station/services/profiles.py",
    "Subject.who": COMING,
    "Subject.together": "station/workflow/step.py",
    **dict.fromkeys(("Member.type", "Member.name", "Member.help", "Member.choice_names", "Member.script",
                     "Member.choices", "Member.repeated", "Member.longest"), SERVICE),
    **dict.fromkeys(("Field.type", "Field.name", "Field.help", "Field.choice_names", "Field.script", "Field.choices",
                     "Field.repeated", "Field.longest", "Field.default", "Field.members", "Field.prefill",
                     "Field.forget"), SERVICE),
    "Field.begins": FORM,
    "Field.when": SHEET,
    "Field.required": SHEET,
    "Field.shared": STEP,
    "Step.id": STEP,
    "Step.kind": PLANS,
    "Step.name": STEP,
    "Step.when": "station/profiles/explain.py",
    "Step.fields": STEP,
    "PaperRule.name": "station/steps/chosen.py",
    "PaperRule.one_of": PAPERS,
    "PaperRule.when": "station/steps/chosen.py",
    "PaperRule.shared": STEP,
    "PaperRule.forms": "station/steps/attachments/step.py",
    **dict.fromkeys(("PaperRule.later", "Later.days", "Later.working", "Later.closed"), PAPERS),
    "ConsentRule.name": "station/steps/chosen.py",
    "ConsentRule.by": SCHEMA,
    "ConsentRule.forms": SCHEMA,
    "ConsentRule.when": "station/steps/chosen.py",
    "Samples.face": EXCEPTING,
    "Samples.signature": EXCEPTING,
    "Face.when": "station/profiles/kinds.py",
    **{f"{of}.{key}": EXCEPTING
       for of in ("Face", "Fingers", "Signature") for key in ("exceptions", "exceptions_when", "photo", "second")},
    "Face.attempts": "station/steps/face/step.py",
    **dict.fromkeys(("Face.record", "Face.pictures"), "station/steps/face/step.py"),
    "Fingers.record": "station/steps/slaps/step.py",
    "Face.limits": "station/services/enrollment_views.py",
    "Fingers.weak": PLANS,
    **dict.fromkeys(("Fingers.scored", "Fingers.hand", "Fingers.limits", "Fingers.cross_match", "Fingers.best_of",
                     "Fingers.fallback", "Fingers.force"), PLANS),
    "Signature.when": "station/profiles/kinds.py",
    "Fingers.when": "station/profiles/kinds.py",
    "Fingers.slaps": PLANS,
    "Fingers.attempts": PLANS,
    "Fingers.thresholds": PLANS,
    "Samples.fingers": PLANS,
    "Sign.by": SIGNING,
    "Sign.told": SCHEMA,
    "Sign.told_from": SCHEMA,
    "Approve.by": SIGNING,
    "Acts.sign": SIGNING,
    "Acts.approve": SIGNING,
    "DocumentMade.mrz": "station/forms/printed.py",
    "DocumentMade.code": "station/forms/printed.py",
    "DocumentMade.issuer": "station/forms/printed.py",
    "Terms.fee_amd": FEE,
    "Terms.when": SERVICE,
    "Payment.required": FEE,
    "Payment.in_time": FEE,
    "Profile.id": "station/workflow/step.py",
    "Profile.name": "station/services/enrollment_views.py",
    "Profile.version": "station/workflow/step.py",
    "Profile.in_force": "station/services/profiles.py",
    "Profile.modes": "station/services/offering.py",
    "Profile.roles": "station/services/offering.py",
    "Profile.subject": "station/workflow/step.py",
    "Profile.application": "station/services/dossiers.py",
    "Profile.fields": SHEET,
    "Profile.steps": PLANS,
    "Profile.papers": PAPERS,
    "Profile.consents": CONSENTS,
    "Profile.samples": PLANS,
    "Profile.acts": SIGNING,
    "Profile.document": FORM,
    "Profile.terms": FEE,
    "Profile.payment": FEE,
    "Validity.when": SERVICE,
    "Validity.until": SERVICE,
    "DocumentMade.validity": SERVICE,
}  # fmt: skip
"""The module of which a statement reads the key. Modules of `station.profiles` stand here where a function of theirs
does it for callers outside: `USED` says which, and who calls it."""
USED: Mapping[str, tuple[str, str]] = {
    SERVICE: ("asks", SHEET),
    SCHEMA: ("answers", CONSENTS),
    "station/profiles/library.py": ("spans", "station/services/profiles.py"),
    "station/profiles/explain.py": ("rules_of", STEP),
    "station/profiles/kinds.py": ("rules_of", STEP),
}
NOBODY: Mapping[str, str] = {
    **{f"{of}.{tag}": "a language: read by its tag" for of in ("Title", "Help") for tag in ("hy", "en", "ru")},
    "Subject.obliged": "said by `explain`; whom the law obliges nobody at a desk compels",
    "Field.evidence": "said by `explain`; that a spelling is proven the fields `*_evidence` ask",
    "Fingers.chip": "for whoever writes the chip; no desk does",
    "Approve.not_who": "checked to be whole: the table of rights forbids it to everybody",
    "Terms.working_days": "said by `explain`; no desk promises a day yet",
    "Profile.include": "its entries stand in the profile as if written there, before anybody reads it",
    "Profile.graded": "makes fields of the profile, before anybody reads it",
    "Profile.law": "for whoever reads the file",
    "Profile.case_class": "not acted on yet",
    "Profile.receivers": "not acted on yet: where packets go the settings say",
    "Profile.retention_days": "not acted on yet: what is kept the settings say",
}


def keys() -> set[str]:
    kinds = [each for each in vars(schema).values() if isinstance(each, type) and issubclass(each, schema.Entry)]
    return {f"{kind.__name__}.{field.name}" for kind in kinds for field in msgspec.structs.fields(kind)}


def read_in(path: str) -> set[str]:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}


def test_each_key_has_somebody_who_acts_on_it_or_a_reason() -> None:
    assert keys() == READ.keys() | NOBODY.keys()
    assert READ.keys() & NOBODY.keys() == set()


@pytest.mark.parametrize("path", sorted(set(READ.values())))
def test_whoever_is_named_reads_it(path: str) -> None:
    named = {key.partition(".")[2] for key, where in READ.items() if where == path}
    assert named - read_in(path) == set()


@pytest.mark.parametrize("path", sorted(path for path in set(READ.values()) if path.startswith("station/profiles/")))
def test_what_is_read_inside_is_asked_for_outside(path: str) -> None:
    function, caller = USED[path]
    tree = ast.parse((ROOT / caller).read_text(encoding="utf-8"))
    said = read_in(caller) | {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    assert function in said
