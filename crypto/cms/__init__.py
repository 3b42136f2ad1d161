"""CMS SignedData with CAdES-BES attributes (RFC 5652; ETSI EN 319 122-1): one signer, strict DER.

The profile is narrow on purpose. Written and accepted: version 1, content type id-data, the signer's chain without the
root in the certificate set, signed attributes contentType, messageDigest, signingTime, signingCertificateV2, nothing
unsigned but, beside a detached signature, one time-stamp (crypto.time_stamp). The stock
`openssl cms -verify -cades` accepts it, but for ML-DSA-65 (RFC 9882), which OpenSSL 3.5 knows.

A content of any size is signed and verified by its SHA-256, so that a stream need not be held.
"""

from crypto.cms.sign import sign_attached, sign_detached, sign_digest
from crypto.cms.stamp import signature_value, with_time_stamp
from crypto.cms.verify import (
    Signer,
    claimed_content,
    claimed_signer,
    claimed_time,
    claims_duress,
    require_over,
    time_stamp_of,
    verify_attached,
    verify_detached,
    verify_digest,
    verify_own,
)

__all__ = [
    "Signer",
    "claimed_content",
    "claimed_signer",
    "claimed_time",
    "claims_duress",
    "require_over",
    "sign_attached",
    "sign_detached",
    "sign_digest",
    "signature_value",
    "time_stamp_of",
    "verify_attached",
    "verify_detached",
    "verify_digest",
    "verify_own",
    "with_time_stamp",
]
