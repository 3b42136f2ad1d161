"""Plain impressions of the fingers, slap by slap."""
