"""The self-service machine (“智慧人社”自助一体机): a touch screen of 1080×1920 that times out and forgets."""
