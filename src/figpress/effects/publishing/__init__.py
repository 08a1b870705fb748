"""Repositories, checkouts and the places a site is sent to."""
