"""Values that a schema of ISO/IEC 39794 allows, for hypothesis: made from the schema itself."""

from typing import Any

from hypothesis import strategies as st

from station.formats.iso39794 import schema
from station.formats.iso39794.schema import Kind


def values(kind: Kind) -> st.SearchStrategy[Any]:
    match kind:
        case schema.Number():
            return st.integers(kind._least, kind._most)
        case schema.Truth():
            return st.booleans()
        case schema.Octets():
            return st.binary(max_size=8)
        case schema.Words():
            return st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), max_size=8)
        case schema.Code():
            return st.integers(0, 65535)
        case schema.Under():
            return values(kind._kind)
        case schema.OneOf():
            return st.one_of(*(st.tuples(st.just(n), values(each)) for n, each in enumerate(kind._kinds)))
        case schema.Many():
            return st.lists(values(kind._kind), max_size=2).map(tuple)
        case schema.Block():
            return _members(kind).map(lambda held: kind._made(**held))
    raise TypeError(kind)


def _members(block: schema.Block[Any]) -> st.SearchStrategy[dict[str, Any]]:
    kinds = {name: values(each) for name, each in block._kinds}
    asked = {name for name, field in block._made.__dataclass_fields__.items() if field.default is not None}
    return st.fixed_dictionaries(
        {name: each for name, each in kinds.items() if name in asked},
        optional={name: each for name, each in kinds.items() if name not in asked},
    )
