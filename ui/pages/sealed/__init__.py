"""The last page: what becomes of the sealed packet."""
