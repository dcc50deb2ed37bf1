"""Recordings: measured from their bytes, what their tags say, and the tagged copy that listeners get."""
