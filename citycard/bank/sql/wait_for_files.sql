-- A file that opens accounts at this moment goes first; one that comes later waits for the act.
lock table bank_pre_opening in row exclusive mode
