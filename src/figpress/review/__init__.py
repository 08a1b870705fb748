"""What `check` finds, what an approval is of, and what a section lacks for its next step."""
