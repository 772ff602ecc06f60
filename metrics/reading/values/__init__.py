"""Cells become values: numbers, dates, booleans and texts, a whole column at a time."""
