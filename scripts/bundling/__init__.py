"""The offline bundle, step by step: the lock, the wheels, the speech model, papers of the supply chain, the archive."""
