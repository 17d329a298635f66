"""Identity: who somebody is. Knows nothing of who may join what (D18)."""
