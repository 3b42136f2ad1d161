"""The page of every form: it draws the fields that the step asks for, each with the input of its type."""
