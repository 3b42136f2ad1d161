"""CMS SignedData with CAdES-BES attributes (RFC 5652; ETSI EN 319 122-1): one signer, SHA-256, strict DER.

The profile is narrow on purpose. Written and accepted: version 1, content type id-data, the signer's chain without the
root in the certificate set, signed attributes contentType, messageDigest, signingTime, signingCertificateV2, nothing
unsigned. The stock `openssl cms -verify -cades` accepts it.
"""

from crypto.cms.sign import sign_attached, sign_detached
from crypto.cms.verify import Signer, verify_attached, verify_detached

__all__ = ["Signer", "sign_attached", "sign_detached", "verify_attached", "verify_detached"]
