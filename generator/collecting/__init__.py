"""Worksheets that were filled in on screen and saved → what they say together."""
