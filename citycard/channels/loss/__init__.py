"""Reporting a loss on any screen (挂失): the steps that are asked one after the other, and the words that tell the result."""
