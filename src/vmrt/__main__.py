"""``python -m vmrt`` is ``vmrt``."""

from vmrt.cli import main

main()
