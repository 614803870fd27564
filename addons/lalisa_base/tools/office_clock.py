"""The office's clock: every day, week and quiet hour is counted on it, whatever zone a user or a machine has."""

from zoneinfo import ZoneInfo

WITA = ZoneInfo("Asia/Makassar")
