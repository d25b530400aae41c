"""The decision table (决策表): what may be done with a card now, on which channel, and by whom (S5–S13)."""
