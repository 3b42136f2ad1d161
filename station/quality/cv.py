"""OpenCV, imported in one place and made a good neighbour. Import this module only from code that runs late."""

import os

import cv2

# OpenCV's wheel points Qt at plugins of its own, which are not those of the window's Qt.
os.environ.pop("QT_QPA_PLATFORM_PLUGIN_PATH", None)
os.environ.pop("QT_QPA_FONTDIR", None)

# The networks here are so small that a second thread costs more than it brings (standards.md#face-speed).
cv2.setNumThreads(1)

__all__ = ["cv2"]
