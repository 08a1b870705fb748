"""`python -m figpress` is the `figpress` command."""

from figpress.cli.cli import main

main()
