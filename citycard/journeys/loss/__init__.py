"""Reporting a loss and taking it back (挂失、解除挂失, S7, S8)."""
