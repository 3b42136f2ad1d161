"""Checks of who may capture, sign and approve: only roles with that right (`words`), and nobody approves own work."""

from station.profiles.findings import Findings
from station.profiles.schema import Acts
from station.profiles.words import MAY_APPROVE, MAY_SIGN, MAY_TAKE, OWN_WORK


def check_acts(acts: Acts, roles: tuple[str, ...], findings: Findings) -> None:
    for way, given, rights in (
        (("roles",), roles, MAY_TAKE),
        (("acts", "sign", "by"), acts.sign.by, MAY_SIGN),
        (("acts", "approve", "by"), acts.approve.by, MAY_APPROVE),
    ):
        for place, role in enumerate(given):
            if role not in rights:
                findings.add("PRF-065", *way, place, role=role, may=", ".join(sorted(rights)))
    for place, role in enumerate(acts.sign.by):
        if role not in roles:
            findings.add("PRF-066", "acts", "sign", "by", place, role=role)
    if acts.sign.told_from is not None and not acts.sign.told:
        findings.add("PRF-125", "acts", "sign", "told_from")
    for work in OWN_WORK:
        if work not in acts.approve.not_who:
            findings.add("PRF-067", "acts", "approve", "not_who", work=work)
