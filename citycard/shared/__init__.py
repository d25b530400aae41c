"""The kernel: money, time, numbers, refusals and the one engine for state tables. No Django here."""
