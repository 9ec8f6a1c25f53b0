"""`python -m pgpaper` is `pgpaper`."""

from pgpaper.cli import main

main()
