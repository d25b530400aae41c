"""The questions to the card room."""
