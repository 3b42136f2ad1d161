"""Pages for paper, as PDF: the same for the window and the headless front end. Words in `words`, fonts in `fonts`."""
