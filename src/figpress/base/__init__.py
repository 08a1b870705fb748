"""What every room stands on: places, findings, errors, the site's settings, git, safe writing."""
