"""Keys, signatures, envelopes: bytes in, bytes out.

The only package that names the `cryptography` library, and no cipher, hash or padding is written by hand in it but for
what chips need and no library has (`crypto.emrtd`). It imports nothing of ours, never logs, and raises `crypto.errors`
only. The profile is docs/open-a-packet.md: CMS (RFC 5652) with CAdES-BES signatures (ETSI EN 319 122-1) and
AuthEnvelopedData (RFC 5083, RFC 5084).
"""

import warnings

warnings.filterwarnings("ignore", "Attribute's length must be", UserWarning)  # why: crypto.naming
