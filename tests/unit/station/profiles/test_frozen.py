"""What a version of a service said that came with a program, it says for good: drafts are finished by it. Only its last
day may be set, when the next version comes."""

from hashlib import sha256

import pytest

from station.profiles.library import built_in_texts


def digest(data: bytes) -> str:
    lines = [line for line in data.splitlines() if not line.startswith(b"until = 20")]
    return sha256(b"\n".join(lines)).hexdigest()[:16]


def test_each_file_has_a_line_here() -> None:
    assert built_in_texts().keys() == DIGESTS.keys()


@pytest.mark.parametrize("name", sorted(built_in_texts()))
def test_another_text_is_another_version(name: str) -> None:
    assert digest(built_in_texts()[name]) == DIGESTS[name]


def test_the_last_day_is_none_of_it() -> None:
    of = built_in_texts()["visa.toml"]
    assert b"until = 2026-11-30" in of
    assert digest(of.replace(b"until = 2026-11-30", b"until = 2027-01-31")) == DIGESTS["visa.toml"]
    assert digest(of.replace(b"since = 2020-01-01", b"since = 2020-01-02")) != DIGESTS["visa.toml"]


DIGESTS = {
    "appeal.toml": "3e1263aec125b1b3",
    "appeal@2.toml": "fd11cf547c870fa5",
    "asylum@1.toml": "9ada4fe50ce86ca2",
    "asylum@2.toml": "84101c8ae02e0f19",
    "asylum@3.toml": "7ffb8ced992fb464",
    "asylum@4.toml": "1f6391b9f28102a5",
    "asylum@5.toml": "b090f202c0b5639c",
    "asylum@6.toml": "52efb7ffb7302eaa",
    "biometric_passport.toml": "b39861cfb6827ecc",
    "biometric_passport@2.toml": "2244357ead01f341",
    "biometric_passport@3.toml": "6666fb30a3a12ad4",
    "biometric_passport@4.toml": "056d533636ccefe3",
    "citizenship.toml": "8c77c04550646238",
    "citizenship@2.toml": "0791b0d58fda3457",
    "citizenship@3.toml": "f2a7ba399e345329",
    "digital_reference.toml": "fe083e6ccfbd2bbe",
    "digital_reference@2.toml": "03d0bfcfac669087",
    "displaced@1.toml": "a7e094579a2e04fa",
    "displaced@2.toml": "9f187bb306f45942",
    "displaced@3.toml": "77687154160a817b",
    "displaced@4.toml": "78a5b02b982a3656",
    "displaced@5.toml": "ebff3dc347a8f6e8",
    "displaced@6.toml": "0aa6996db97e8655",
    "id_card.toml": "cab05890767313df",
    "id_card@1.toml": "d2811fa7a8233e85",
    "id_card@3.toml": "676848906bb2d120",
    "id_card@4.toml": "b5669865acab1312",
    "id_card@5.toml": "d0d530ec03d79780",
    "id_card@6.toml": "d07cb05b4ee7aa9f",
    "ordinary_passport.toml": "f713ed945497c226",
    "ordinary_passport@2.toml": "52c4b41fee406db0",
    "ordinary_passport@3.toml": "b9e2c2bdfaaa054e",
    "ordinary_passport@4.toml": "74370ec9f066bc7f",
    "refugee_travel_document@1.toml": "808bd2812fff50b9",
    "refugee_travel_document@2.toml": "2d6c68a55382ee26",
    "refugee_travel_document@3.toml": "76b3784da1078a7a",
    "refugee_travel_document@4.toml": "d2cba3246c4d2be1",
    "refugee_travel_document@5.toml": "54b495e1cc9046df",
    "refugee_travel_document@6.toml": "63aa92296df4a634",
    "residence_card@1.toml": "9896836bb0646dba",
    "residence_card@2.toml": "6fbed44a79cf1e3d",
    "residence_card@3.toml": "131b2c75bd661ddf",
    "residence_card@4.toml": "385b02523c2d2424",
    "residence_card@5.toml": "74d17352b8989d9a",
    "stateless_status@1.toml": "f91eb76d6017e6ee",
    "stateless_status@2.toml": "125fc5ff347c969e",
    "stateless_status@3.toml": "dc1a5272a396e080",
    "stateless_status@4.toml": "09e01c9315eeb629",
    "stateless_status@5.toml": "36b0e60607a0d810",
    "stateless_status@6.toml": "bee8cea4b0d37225",
    "stateless_travel_document@1.toml": "6b1750f06af70928",
    "stateless_travel_document@2.toml": "4245781db62c869f",
    "stateless_travel_document@3.toml": "48a17ae69f55c3fb",
    "stateless_travel_document@4.toml": "68b07318e1578e09",
    "stateless_travel_document@5.toml": "ee69e0840a6b4f0f",
    "stateless_travel_document@6.toml": "b656f5a92fc8eb52",
    "visa.toml": "6f02b379c90ca81c",
    "visa@2.toml": "25580ccf6e4e4a1f",
    "visa@3.toml": "3fa3589a0a33a182",
    "voluntary_return.toml": "a72e07d230963ef1",
    "voluntary_return@2.toml": "79b1dc6c1205c9ae",
    "work_residence@1.toml": "03d647878fb8c12c",
    "work_residence@2.toml": "b09d8275707185af",
    "work_residence@3.toml": "e5305166a2f27485",
    "work_residence@4.toml": "9a5ea19efe96520d",
    "work_residence@5.toml": "1f158fe71c97b139",
}
