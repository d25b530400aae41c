"""The verbs of the card room, one a file."""
