"""Who works here: choose the person, enter the PIN."""
