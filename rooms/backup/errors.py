"""What can go wrong with a copy, in a sentence for the person at the keyboard."""


class BackupError(Exception):
    """The copy could not be made, is not whole, or could not be brought back."""
