"""The desk's day: what was done, what waits and since when, what was refused, and whom to call back."""
