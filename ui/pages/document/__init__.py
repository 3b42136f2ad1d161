"""The document the applicant already holds: its kind, its machine-readable zone, its number."""
