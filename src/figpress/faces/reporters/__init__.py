"""Reporters: facts as words, for a terminal, a pipe or a program."""
