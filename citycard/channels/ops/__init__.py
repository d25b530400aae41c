"""The operations page (运行看板): where the cards are, what waits too long, what did not arrive."""
