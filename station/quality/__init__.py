"""Quality of biometric samples: landmarks, measures, ISO/IEC 29794 scores; a file an idea, a folder a modality.

May import `station.domain` and `station.texts`; numpy and the vision libraries. Libraries that are slow to load are
imported by the module that uses them and never when the station starts.
"""
