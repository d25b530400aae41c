"""What is done with PINs at hospital, pharmacy, desk and kiosk (密码业务): tried, changed, reset, unlocked (S5.3, S6)."""
