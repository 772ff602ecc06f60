"""What several rooms' tests share."""

import os

# The cores are shared out among the tests: one thread each costs a quarter less than threads that wait on one another.
os.environ.setdefault("POLARS_MAX_THREADS", "1")
