"""Fields that a service adds to those that the other kinds of steps ask for."""
