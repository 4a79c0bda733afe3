"""Runs ministack with short minutes: ministack_in_short_minutes.py SECONDS

The clock of its EventBridge, by which rules with a rate are due, goes as much faster; all else of it is as released.
"""

import sys
import time

from ministack import app
from ministack.services import eventbridge

minute = float(sys.argv.pop(1))
begun = time.time()
eventbridge._now_ts = lambda: begun + (time.time() - begun) * 60 / minute
eventbridge._SCHEDULER_TICK_INTERVAL = minute / 10
app.main()
