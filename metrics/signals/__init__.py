"""Signals: what the facts say about an account, each a named rule with its evidence and date; no score."""

from metrics.signals.base import Signal, Thresholds
from metrics.signals.catalogue import BY_CODE, SIGNALS, raised
from metrics.signals.precedents import precedents

__all__ = ["BY_CODE", "SIGNALS", "Signal", "Thresholds", "precedents", "raised"]
