"""What `intake` does: one file a subject, each adding its commands to the parser. What is slow is imported late."""
