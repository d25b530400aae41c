"""The end of a card (注销): death, refunds, the social function, the account (S11)."""
