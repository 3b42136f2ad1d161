"""Who agrees to it, and how they say so."""
