"""A camera with a synthetic head before it: nobody's face, drawn by arithmetic, moved by a script."""
