"""`stationctl publish`: propose a policy, look at what it changes, sign it on one's own machine, publish it when enough
have signed. docs/policy.md walks through it."""

import os
from argparse import Namespace
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from crypto.errors import KeyDamaged
from station.commands.exits import Exit
from station.commands.secret import ask
from station.commands.words import Voice
from station.domain.errors import Problem
from station.policy.differences import differences
from station.policy.proposal import Proposal, propose
from station.policy.publish import Repository
from station.policy.publishable import PublicationWrong
from station.policy.signers import load_signer
from station.services.publishing import faults_beside, files_in, service_faults
from station.toml import NotToml

_FROM = "POLICY_PASSPHRASE"
_NAMED = ("paper", "consent", "sample")
"""Parts whose names are words of ours; the others are named by the file."""


def run(options: Namespace, voice: Voice) -> Exit:
    """USAGE where the files have faults. FAILED where it is not to be published, or was not agreed to.

    Raises StationError, CryptoError, OSError.
    """
    try:
        return {"propose": _propose, "show": _show, "sign": _sign, "finish": _finish}[options.action](options, voice)
    except PublicationWrong as error:
        voice.complain(error.problem)
        return Exit.FAILED
    except NotToml as error:
        voice.complain(Problem("PRF-001", field=error.place))
        return Exit.USAGE


def _propose(options: Namespace, voice: Voice) -> Exit:
    repository, at = Repository(options.repository), datetime.now(UTC)
    faults = service_faults(options.policy)
    if not faults:
        published = repository.files()
        files = files_in(options.policy, published, at)
        faults = faults_beside(files, published)
    for fault in faults:
        voice.complain(fault)
    if faults:
        voice.say("CLI-PROFILE-FAULTS", count=len(faults))
        return Exit.USAGE
    proposal = propose(repository, files, options.into, at)
    _tell(proposal, voice)
    return Exit.DONE


def _show(options: Namespace, voice: Voice) -> Exit:
    _tell(Proposal(options.folder), voice)
    return Exit.DONE


def _sign(options: Namespace, voice: Voice) -> Exit:
    """Whoever signs types the number of what they have read."""
    proposal = Proposal(options.folder)
    _tell(proposal, voice)
    if ask(voice, "PUB-ASK", number=proposal.number).strip() != str(proposal.number):
        voice.say("PUB-NOT-SIGNED")
        return Exit.FAILED
    try:
        proposal.sign(options.key)
    except KeyDamaged:  # sealed, or damaged: the passphrase tells
        proposal.sign(options.key, _passphrase(voice, options.key))
    _said(proposal, voice)
    return Exit.DONE


def _finish(options: Namespace, voice: Voice) -> Exit:
    repository, signers = Repository(options.repository), []
    for key in options.sign:
        try:
            signers.append(load_signer(key))
        except KeyDamaged:
            signers.append(load_signer(key, _passphrase(voice, key)))
    Proposal(options.folder).publish(repository, signers, datetime.now(UTC))
    voice.say("PUB-DONE", until=f"{repository.good_until():%d.%m.%Y}")
    return Exit.DONE


def _tell(proposal: Proposal, voice: Voice) -> None:
    voice.say("PUB-HEAD", number=proposal.number, root=proposal.root)
    told = tuple(differences(proposal.before, proposal.after))
    for problem in told:
        voice.line(_sentence(problem, voice))
    if not told:
        voice.say("PUB-SAME")
    _said(proposal, voice)


def _sentence(difference: Problem, voice: Voice) -> str:
    params = dict(difference.params)
    if params.get("part") in _NAMED:
        params["name"] = " / ".join(_words(str(params["name"]), voice))
    for name in ("part", "entry"):
        if name in params:
            params[name] = voice.words("PUB-WORD", {"word": params[name]})[0]
    return voice.words(difference.code, params)[0]


def _words(names: str, voice: Voice) -> Iterator[str]:
    for name in names.split(" / "):
        word, _, number = name.partition(" ")
        yield f"{voice.words('CLI-PROFILE-WORD', {'word': word})[0]} {number}".strip()


def _said(proposal: Proposal, voice: Voice) -> None:
    found = proposal.signatures
    voice.say("PUB-SIGNATURES", given=len(found.given), missing=found.missing)


def _passphrase(voice: Voice, key: Path) -> bytes:
    return (os.environ.get(_FROM) or ask(voice, "PUB-PASSPHRASE", key=key.name)).encode()
