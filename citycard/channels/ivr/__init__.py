"""12333 by voice (电话语音): one menu table, a call that walks through it, and a keypad in the browser to try it with."""
