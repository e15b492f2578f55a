"""`python -m shopcard`."""

from shopcard.cli import main

main()
