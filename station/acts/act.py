"""What can be done at a desk, to a case and around it."""

from enum import StrEnum


class Act(StrEnum):
    # On a case
    START = "start"
    LIST = "list"  # see which cases lie here
    LOOK = "look"  # open one, and go through it
    ENTER = "enter"  # type
    CAPTURE = "capture"
    CONFIRM = "confirm"  # having seen it, that something cannot be taken
    SIGN = "sign"  # signature 001
    SUBMIT = "submit"  # leave a signed case for a state officer
    TAKE_BACK = "take_back"  # from where it waits
    APPROVE = "approve"  # signature 002
    DECIDE = "decide"  # reject, or send single items back
    SEAL = "seal"
    DISCARD = "discard"  # what nobody has vouched for
    DELETE = "delete"  # what somebody has vouched for, or nobody can read
    REOPEN = "reopen"  # what was rejected
    WITHDRAW = "withdraw"  # for the applicant, what was sealed already
    RECOVER = "recover"  # a dead desk's draft
    # Around it
    LOOK_UP = "look_up"  # in a registry, with a ticket
    PROPOSE_OVERRIDE = "propose_override"  # of a quality check
    OVERRIDE = "override"
    DEVICES = "devices"  # their settings and tests, without an applicant
    ANSWER_FOR_KEYS = "answer_for_keys"  # of the station and of cards
    RELEASE_PIN = "release_pin"  # give somebody the tries back
    READ_LOG = "read_log"
    COSIGN_LOG = "cosign_log"  # as a witness
    FORGET_EVENT = "forget_event"
