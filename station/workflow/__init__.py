"""The way through an enrollment: steps that say what is missing, and the engine that says where we are.

Imports domain, formats and quality; knows no screen, no device and no key.
"""
