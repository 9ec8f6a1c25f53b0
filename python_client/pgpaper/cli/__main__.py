"""`python -m pgpaper.cli` is `pgpaper`."""

from pgpaper.cli import main

main()
