"""Retention: cohorts, survival, when they leave, what comes next, and what if."""

from tui.screens.retention.screen import RetentionScreen

__all__ = ["RetentionScreen"]
