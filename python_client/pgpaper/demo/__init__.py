"""The demonstration: a plain strategy on real daily bars, through the adapter, with a crash half way.

`bars` brings the data, `ma_cross.sql` decides, `job` trades and tells.
"""

from pgpaper.demo.job import run

__all__ = ["run"]
