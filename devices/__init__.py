"""Hardware through one vocabulary: cameras, document cameras, fingerprint scanners, signature pads, payment terminals.

Imports nothing of ours, so a device maker can use it alone. Everything above talks to `devices.manager`;
an adapter's author needs `devices.api` only.
"""
