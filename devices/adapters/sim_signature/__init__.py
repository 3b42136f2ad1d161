"""A simulated signature pad on which somebody signs: nobody's hand, drawn from a seed."""
