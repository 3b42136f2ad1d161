"""Who consents to the enrollment, and in which form: in person, written, notarised."""
