"""The signature: written in the window or on a connected pad."""
