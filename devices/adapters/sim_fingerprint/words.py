"""What the simulated person can do at an acquisition, as the words of option `outcomes`."""

OUTCOMES = (
    "good",
    "three_fingers",  # the last finger expected stays up
    "extra_finger",  # one more than expected comes down, where the glass has room: four fill it
    "dry",
    "wet",
    "wrong_hand",
    "turned",  # the hand lies askew by 30 degrees
    "smudge",  # something lies there, but it is no finger
    "blank",
)
