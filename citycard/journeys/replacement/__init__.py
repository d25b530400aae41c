"""A new card for an old one (补卡、换卡), and the temporary card in between (S9, S10)."""
