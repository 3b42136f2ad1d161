"""Languages that people tell in and papers are written in, by their two letters."""

LANGUAGES = ("HY", "RU", "EN", "FA", "AR", "KA", "UK", "FR")
OTHER = "OTHER"
"""Any other."""
