"""Figures become tables, CSV, JSON, Markdown and HTML."""
