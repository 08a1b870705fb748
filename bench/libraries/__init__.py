"""Libraries that nobody here wrote, as the project code of a site, with example scripts as its figures."""
