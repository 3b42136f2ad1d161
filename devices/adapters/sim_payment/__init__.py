"""A simulated payment terminal: scripted outcomes, no money."""
