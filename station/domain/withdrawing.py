"""What is said of who takes an application back. The command line offers it: light, so that its help comes at once."""

SHOWN, REASON = "withdrawal_shown", "withdrawal_reason"
"""Fields of a withdrawal: by what the applicant, or who stands in for them, showed to be that; why, where they say."""
SHOWN_OF = ("ID_CARD", "PASSPORT", "BIRTH_CERTIFICATE", "POWER_OF_ATTORNEY")
REASONS = ("CHANGED_MIND", "WRONG_DATA", "ELSEWHERE", "OTHER")
