"""The document that the applicant already holds."""
