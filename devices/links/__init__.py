"""Shared ways to reach hardware, and what all simulated devices have in common. Knows no adapter."""
