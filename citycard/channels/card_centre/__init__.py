"""The card centre (制卡中心) and the bank's back office: from checked applications to cards on their way."""
