"""Symbols scripts for other people's displays: what was written here to bind them. The displays themselves
stay where they are.

Each module names its FIELD, the FILES whose every display it is asked about, and its CONTEXT.
"""
