"""The demo: one page from which every role can be tried, and the sample city behind it."""
