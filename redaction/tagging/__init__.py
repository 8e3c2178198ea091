"""Sentences with sensitive content (GDPR articles 9 and 10, protected identity): lexicon, traits and a small model."""
