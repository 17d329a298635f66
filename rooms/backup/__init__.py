"""A copy of all that must not be lost, and the way back (`manage.py backup` and `restore`)."""
