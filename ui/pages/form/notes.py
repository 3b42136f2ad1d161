"""What stands around an input: its name, a quiet hint, and where its value comes from. No Qt."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, TypeAlias

from station.domain.armenian import has_classical_yev
from station.domain.dates import parse_date
from station.domain.names import says_none
from station.domain.subject import age_on
from station.domain.value import Source
from station.services.form_view import FieldView, is_over, name_otherwise, own_rules
from ui.messages import Words
from ui.pages.form import latin
from ui.pages.form.keyboard import in_latin, other_layout
from ui.widgets.field_words import hint_key, label_of, state_words

Weight: TypeAlias = Literal["plain", "info", "warn"]
_NONE = {"surname_hy": "field.hint.no_surname", "given_hy": "field.hint.no_given"}
_EXPIRY = "document_expiry"
_NOTHING: Mapping[str, str] = {}
_FROM = {
    Source.MRZ: "field.chip.mrz",
    Source.CHIP: "field.chip.chip",
    Source.REGISTRY: "field.chip.registry",
    Source.PRE_APPLICATION: "field.chip.pre_application",
    Source.TERMINAL: "field.chip.terminal",
}


@dataclass(frozen=True)
class Note:
    """Words of what stands there; "" where there are none."""

    label: Words
    hint: Words = ""
    params: Mapping[str, object] = field(default_factory=dict)
    chip: str = ""
    chip_kind: Weight = "plain"
    mends: bool = False
    """The hint says how to put right what is wrong: it is said in place of that."""


def note(
    name: str,
    drawn: FieldView,
    values: Mapping[str, str],
    source: Source | None,
    today: date,
    spelled: Mapping[str, str | None],
    in_zone: Mapping[str, str] = _NOTHING,
) -> Note:
    """source: of the text that is shown; None while it is not saved yet. spelled: by the name they belong to, how Latin
    letters came about, as `latin.source` says it. in_zone: by field, what the held document says otherwise."""
    label = drawn.called or label_of(name, values.get(f"{name}_kind", "").upper())
    chip, kind = _chip(name, values, source, spelled)
    if name == _EXPIRY and is_over(values, today):
        chip, kind = "field.chip.expired", "warn"
    mends = False
    hint: Words = drawn.help or ("" if drawn.repeated else hint_key(name, drawn.type))
    params = dict[str, object]()
    text = values.get(name, "")
    if drawn.type == "country" and not drawn.repeated:
        hint = state_words(text.upper()) or hint
    elif drawn.type == "name":
        hint = _of_name(name, text) or drawn.help or ""
        part = name.removesuffix("_latin")
        named = name_otherwise(part, values) if part != name else ""
        if named:
            hint, params = "field.hint.zone", {"name": named}
        offered = in_latin(text) if drawn.script == "la" else ""
        if offered:
            hint, params, mends = "field.hint.in_latin", {"name": offered}, True
    elif drawn.type == "mrz" and (said := own_rules(values)):
        hint, params = "field.hint.own_rules", dict(said)
    elif name.rpartition(".")[2] == "birth_date":
        born = parse_date(text)
        if born is not None and born <= today:
            hint, params = "field.hint.age", {"years": age_on(today, born)}
    if name in in_zone and drawn.type != "name":
        hint, params = "field.hint.zone_says", {"name": in_zone[name]}
    layout = other_layout(drawn.script, text) if source in (None, Source.TYPED) else ""
    if mends:
        chip = ""  # what is offered says it
    elif layout:
        chip, kind = f"field.chip.keyboard_{layout}", "info"
    return Note(label, hint, params, chip, kind, mends)


def _of_name(name: str, text: str) -> str:
    """How to say that there is none, while nothing is typed; that a spelling is not the state's."""
    if not text:
        return _NONE.get(name, "")
    return "field.hint.classical" if has_classical_yev(text) else ""


def _chip(
    name: str, values: Mapping[str, str], source: Source | None, spelled: Mapping[str, str | None]
) -> tuple[str, Weight]:
    if says_none(values.get(name, "")):
        return "field.chip.no_name", "info"
    said = spelled.get(name.removesuffix("_latin")) if name.endswith("_latin") else None
    if said == latin.TABLE:
        return "field.chip.table", "plain"
    if said is not None:
        return ("field.chip.reason", "info") if said else ("field.chip.edited", "warn")
    key = _FROM.get(source, "") if source is not None and values.get(name) else ""
    return key, "info"
