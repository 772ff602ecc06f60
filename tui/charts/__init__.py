"""Figures become styled rows of text: pure functions, no terminal."""
