"""Friendship, accepted both ways, and blocks (D15)."""
