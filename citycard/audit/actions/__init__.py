"""The verbs of the record of acts."""
