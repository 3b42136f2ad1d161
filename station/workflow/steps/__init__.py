"""One file a step. `problems()` is pure and asks only the enrollment, the day and the step's own data."""
