"""Runs scripts in fresh processes, traces them, and keeps what they leave."""
