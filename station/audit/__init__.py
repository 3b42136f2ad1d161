"""The audit log: append-only, each event a leaf of an RFC 6962 tree, so that nothing can vanish without being shown.

A leaf's data is SHA-256(salt || event), the event in RFC 8785 form. Leaves therefore tell nothing by themselves, and an
event can be forgotten by destroying its salt without breaking the tree. Checkpoints and files are C2SP's (ADR 30).
"""

from station.audit.log import AuditLog, Opening, ProofUnavailable
from station.audit.signer import LogSigner, log_verifier, verifier_of

__all__ = ["AuditLog", "LogSigner", "Opening", "ProofUnavailable", "log_verifier", "verifier_of"]
