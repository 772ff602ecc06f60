"""What several rooms' tests share."""

import gc
import os

from hypothesis import HealthCheck, settings

# The cores are shared out among the tests: one thread each costs a quarter less than threads that wait on one another.
os.environ.setdefault("POLARS_MAX_THREADS", "1")

# Nothing fails because the machine is slow.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")


def pytest_xdist_auto_num_workers() -> int:
    """Two workers more than there are cores: tests of screens and terminals wait half of their time."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return (cores or 1) + 2


def pytest_collection_finish() -> None:
    """What was collected stays to the end: looking through it for garbage over and over costs a tenth of all time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 1000)
