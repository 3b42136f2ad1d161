"""What the operator sees. PySide6 lives here and nowhere else; presenters know no Qt.

May import `station.services`, `station.domain`, `station.texts`, `station.settings` and `station.bootstrap`.
"""
