"""What a MOSIP receiver asks of us and our own profile does not have: its packet envelope, a machine's RSA-2048 keys,
and JSON web signatures. The forms are MOSIP's (docs/mosip.md), the primitives the library's."""
