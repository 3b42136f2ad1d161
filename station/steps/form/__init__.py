"""Any fields of a service that no other kind of step knows."""
