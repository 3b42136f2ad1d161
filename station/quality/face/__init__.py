"""Faces: detection, landmarks and what they measure (ISO/IEC 29794-5), and the portrait in ICAO geometry.

`engine` is the door. `analysis`, `geometry` and `components` are plain arithmetic and free of OpenCV; the rest imports
it, and is itself imported at the first frame. Table: `components.CHECKS`, the scores of a taken portrait.
"""
