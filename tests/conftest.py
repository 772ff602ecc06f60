"""Fixtures that several rooms' tests share."""
