"""The questions to the record of acts."""
