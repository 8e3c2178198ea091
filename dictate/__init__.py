"""Dictate: spoken Swedish case notes, transcribed, ordered and checked on one laptop."""
