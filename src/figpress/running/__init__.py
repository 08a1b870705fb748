"""Executing scripts and capturing what they draw: workers, recorder, executors, renderers."""
