"""Log records as JSON, a line for each.

    handler = logging.StreamHandler()
    handler.setFormatter(JsonFormatter())
    logging.getLogger("pgpaper").addHandler(handler)

Records of the logger `pgpaper` have extra fields: of a call that is over (level DEBUG) those of
`pgpaper.Call`, its name being `call`; of an attempt that is made again (DEBUG, or WARNING where the
connection was lost) `call`, `account_id`, `batch`, `attempt` and `sqlstate`. No record has a DSN, a password
or the values of a call.
"""

import json
import logging
from datetime import UTC, datetime

_USUAL = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


class JsonFormatter(logging.Formatter):
    """Write time, level, logger, message and the extra fields of a record as one JSON object."""

    def format(self, record: logging.LogRecord) -> str:
        fields: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        fields |= {name: value for name, value in vars(record).items() if name not in _USUAL}
        if record.exc_info:
            fields["exception"] = self.formatException(record.exc_info)
        return json.dumps(fields, default=str)
