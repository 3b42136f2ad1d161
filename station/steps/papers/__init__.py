"""Papers that are shown."""
