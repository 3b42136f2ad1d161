"""The fee: how much it is, how it was paid or why it falls away."""
