"""The name of a subject as our requests and certificates write it: country, organisation, common name, identifier.

X.520 counts a name's characters, the library its bytes, so that it finds 33 Armenian letters too long. It is not asked:
the bounds stand here (`crypto` keeps it from warning of such names when it reads them).
"""

from cryptography import x509
from cryptography.x509.oid import NameOID

MOST_CHARACTERS = 64  # X.520 ub-common-name, ub-organization-name, ub-serial-number


def fits(text: str) -> bool:
    return 0 < len(text) <= MOST_CHARACTERS


def subject_name(organisation: str, common_name: str, identifier: str = "") -> x509.Name:
    """Raises ValueError where a part is empty or over MOST_CHARACTERS. identifier: left out where it is ""."""
    parts = {NameOID.ORGANIZATION_NAME: organisation, NameOID.COMMON_NAME: common_name}
    if identifier:
        parts[NameOID.SERIAL_NUMBER] = identifier
    if not all(map(fits, parts.values())):
        raise ValueError(f"a part of a name has 1 to {MOST_CHARACTERS} characters")
    attributes = [x509.NameAttribute(kind, text, _validate=False) for kind, text in parts.items()]
    return x509.Name([x509.NameAttribute(NameOID.COUNTRY_NAME, "AM"), *attributes])
