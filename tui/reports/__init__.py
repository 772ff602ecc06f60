"""Figures and listings as text: a table, CSV, JSON, Markdown, HTML.

Modules are named for their format: `listing` holds what they share, `figures` turns a report into listings.
"""

FORMATS = ("table", "csv", "json", "md", "html")
