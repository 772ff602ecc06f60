"""Charts as pure functions: numbers in, rows of (text, style token) out; `svg` draws the same ones as pictures."""
