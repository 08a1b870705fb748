"""Displayed equations, read as they are printed. Pure: nothing here knows torch, and nothing is evaluated."""
