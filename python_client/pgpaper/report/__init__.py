"""A report of an account: one HTML file that needs nothing else.

`read` takes all of it from the database, `page.render` makes the page.
"""

from pgpaper.report.data import ReportData, Scope, read

__all__ = ["ReportData", "Scope", "read"]
