"""Fingerprints 4-4-2: hands, platen, attempts."""
