"""The demonstration's authorities: which roots there are, for what each is pinned, and who issues certificates below.

Approvals have an issuing authority of their own: the one that certifies operators does not carry the officer's policy,
so nothing it signs can approve. Training has a root and a policy of its own. Every certificate bears the mark of a
demonstration.
"""

from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA65PrivateKey

from crypto import issuing, roles
from crypto.authority import place_of
from crypto.demo_people import CENTRE, PARTNER, STATE
from crypto.issuing import Authority
from crypto.trust import Purpose
from crypto.trust_folder import POST_QUANTUM, TRAINING

ADDRESS = "http://pki.enrollment.example"  # of nobody (RFC 2606); a demonstration publishes nothing
_MARKS = (roles.DEMO_POLICY,)
_DAYS = 3650

ISSUERS = {
    # name: (its root, common name, organisation, the policies it may certify)
    "operators": (
        "people-root",
        "Demo Operators CA",
        PARTNER,
        (roles.OPERATOR_POLICY, roles.TECHNICIAN_POLICY, roles.VOLUNTEER_POLICY),
    ),
    "approvals": (
        "people-root",
        "Demo Approvals CA",
        STATE,
        (
            *(roles.OFFICER_POLICY, roles.OPERATOR_POLICY, roles.SUPERVISOR_POLICY),
            *(roles.EXAMINER_POLICY, roles.AUDITOR_POLICY),
        ),
    ),
    "stations": ("station-root", "Demo Stations CA", STATE, (roles.STATION_POLICY,)),
    "stations-pq": ("station-root-pq", "Demo Stations CA PQ", STATE, (roles.STATION_POLICY,)),
    "centre": ("centre-root", "Demo Centre CA", CENTRE, (roles.INTAKE_POLICY, roles.RECEIVER_POLICY)),
    "auditors": ("centre-root", "Demo Auditors CA", CENTRE, (roles.AUDITOR_POLICY,)),
    "recovery": ("people-root", "Demo Recovery CA", STATE, (roles.RECOVERY_POLICY,)),
    "policy": ("policy-root", "Demo Policy CA", STATE, (roles.POLICY_POLICY,)),
    "training": ("training-root", "Demo Training CA", STATE, (*roles.ALL_POLICIES, roles.TRAINING_POLICY)),
    "tls": ("tls-root", "Demo TLS CA", CENTRE, ()),
}
ROOTS = {
    # name: (common name, organisation, what it is pinned for)
    "people-root": (
        "Demo People Root",
        STATE,
        (
            *(Purpose.OPERATOR, Purpose.OFFICER, Purpose.TECHNICIAN, Purpose.RECOVERY),
            *(Purpose.VOLUNTEER, Purpose.SUPERVISOR, Purpose.EXAMINER, Purpose.LOG_READER),
        ),
    ),
    "station-root": ("Demo Station Root", STATE, (Purpose.STATION,)),
    "station-root-pq": ("Demo Station Root PQ", STATE, (Purpose.STATION,)),
    "centre-root": ("Demo Centre Root", CENTRE, (Purpose.INTAKE, Purpose.RECEIVER, Purpose.AUDITOR)),
    "policy-root": ("Demo Policy Root", STATE, (Purpose.POLICY,)),
    "training-root": ("Demo Training Root", STATE, (TRAINING,)),
    "tls-root": ("Demo TLS Root", CENTRE, ("tls",)),
}


def new_authorities(at: datetime) -> dict[str, Authority]:
    """All of them by name, roots and issuers, made anew; their certificates begin one day before `at`."""
    made = {}
    for name, (common_name, organisation, _) in ROOTS.items():
        key, place = _authority_key(name), place_of(name, ADDRESS)
        made[name] = issuing.root(common_name, organisation, at, _DAYS, key, _MARKS, place)
    for name, (root, common_name, organisation, policies) in ISSUERS.items():
        above, key, place = made[root], _authority_key(name), place_of(name, ADDRESS)
        made[name] = issuing.issuing(above, common_name, organisation, policies, at, _DAYS, key, place)
    return made


def _authority_key(name: str) -> MLDSA65PrivateKey | None:
    """None: of the usual kind. A post-quantum chain is so from the root down, or it is none."""
    return issuing.new_signature_key() if name.endswith(POST_QUANTUM) else None
