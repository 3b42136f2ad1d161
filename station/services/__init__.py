"""Use cases: all that a front end may call. At this door errors become `Problem` values; nothing is raised."""
