"""A simulated reader on which a simulated document lies: nobody's, and its chip a program of its own."""
