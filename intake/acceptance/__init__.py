"""What happens at the centre, where the keys that decrypt are. The gateway never imports this."""
