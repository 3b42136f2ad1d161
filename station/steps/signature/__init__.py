"""The signature on the pad."""
