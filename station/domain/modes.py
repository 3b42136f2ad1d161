"""What the modes of work mean, apart from where they are ordered (signed policy) and where they are said (packets)."""

PRACTISED = frozenset({"TRAINING", "EXAM"})
"""Nobody is enrolled in earnest: what is made is sealed under the root of training."""
