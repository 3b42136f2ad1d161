"""Programs of our own for code that may crash, hang or grow: native libraries of others.

The ground under `devices` and `crypto`: it imports nothing of ours, and whoever needs a worker may use it. `worker`
asks, `serving` answers, `frames` is what crosses the pipes between them, `limits` what a process forbids itself. What
the questions and answers mean is the affair of the two that talk. Nothing is loaded with the package: what a process
forbids itself is asked by every program of ours, also by those that need no worker.
"""
