"""What a certificate gives the right to: certificate policy identifiers (RFC 5280 clause 4.2.1.4).

The arc is the one reserved for documentation (RFC 5612); a State that deploys this replaces it by its own. Whether a
role holds is decided by the chain: the policy must stand in every certificate from the person up to the root, so a
vendor's issuing authority cannot give what it does not carry itself (RFC 5280 clause 6.1).
"""

_ARC = "1.3.6.1.4.1.32473.1"

OPERATOR_POLICY = f"{_ARC}.1"  # captures, signs what was captured
OFFICER_POLICY = f"{_ARC}.2"  # of the State: approves; signature 002 is believed for it
TECHNICIAN_POLICY = f"{_ARC}.3"  # looks after devices; sees no applicant
STATION_POLICY = f"{_ARC}.4"  # seals packets, speaks to the intake
INTAKE_POLICY = f"{_ARC}.5"  # signs receipts
RECEIVER_POLICY = f"{_ARC}.6"  # packets are encrypted to it
POLICY_POLICY = f"{_ARC}.7"  # of the State: signs the policies that stations follow
AUDITOR_POLICY = f"{_ARC}.8"  # reads audit logs: their openings are encrypted to one key, with another they sign in
TRAINING_POLICY = f"{_ARC}.9"  # stands in every certificate of training; what carries it never counts in earnest
DEMO_POLICY = f"{_ARC}.10"  # stands in every certificate of a demonstration; its PINs are known to everybody
RECOVERY_POLICY = f"{_ARC}.11"  # opens, with somebody else, the copies of a dead desk's drafts
VOLUNTEER_POLICY = f"{_ARC}.12"  # types, and captures nothing
SUPERVISOR_POLICY = f"{_ARC}.13"  # of the State, beside the officer's: answers for a unit; approves, captures nothing
EXAMINER_POLICY = f"{_ARC}.14"  # in training and examinations only

MARKS = frozenset({TRAINING_POLICY, DEMO_POLICY})
"""No rights: they say that what a certificate signs does not count in earnest. Each issuer hands down its own."""

ALL_POLICIES = (
    OPERATOR_POLICY,
    OFFICER_POLICY,
    TECHNICIAN_POLICY,
    STATION_POLICY,
    INTAKE_POLICY,
    RECEIVER_POLICY,
    POLICY_POLICY,
    AUDITOR_POLICY,
    RECOVERY_POLICY,
    VOLUNTEER_POLICY,
    SUPERVISOR_POLICY,
    EXAMINER_POLICY,
)
"""Every right there is; training marks its certificates beside it."""
