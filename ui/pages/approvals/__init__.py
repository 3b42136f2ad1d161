"""The queue of a state officer: look at each, approve many, reject with reasons, send single items back."""
