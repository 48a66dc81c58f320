"""Calendars (工作日历). Working days and make-up days: which dates the law counts."""
