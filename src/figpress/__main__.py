"""`python -m figpress` is the `figpress` command."""

from figpress.faces.cli import main

main()
