"""Russian names in Latin letters, as ICAO Doc 9303-3 (section 6, table B) spells them in the zone of a document."""

_SINGLE = dict(zip("АБВГДЕЁЗИЙКЛМНОПРСТУФЫЭ", "ABVGDEEZIIKLMNOPRSTUFYE", strict=True))
_LONGER = {"Ж": "ZH", "Х": "KH", "Ц": "TS", "Ч": "CH", "Ш": "SH", "Щ": "SHCH", "Ъ": "IE", "Ь": "", "Ю": "IU", "Я": "IA"}
_LATIN = str.maketrans({**_SINGLE, **_LONGER})


def in_latin(text: str) -> str:
    """In capitals; what is no Russian letter stays as it is."""
    return text.upper().translate(_LATIN)
