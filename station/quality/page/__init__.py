"""Pages of paper in a picture: where the page lies, what is wrong with it, and whether it was taken already."""
