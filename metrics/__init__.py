"""The engine: files become figures. It knows no screen, no clock and no language."""
