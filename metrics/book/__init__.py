"""The book of business on disk: imports, what people wrote, settings; the only room that touches the store."""
