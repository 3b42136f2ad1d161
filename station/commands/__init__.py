"""What `stationctl` does: one file a command. Talks to the services like any other front end; imports them late."""
