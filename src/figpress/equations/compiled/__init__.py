"""Displayed equations as programs: terms lowered to loops, written as ES modules, held against torch."""
