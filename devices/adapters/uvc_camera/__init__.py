"""Webcams and other Video4Linux cameras, through OpenCV."""
