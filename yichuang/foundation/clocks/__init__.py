"""Clocks (时限). The legal clock: limits, suspensions, extensions, due dates and lights.

All of it is arithmetic on a :class:`yichuang.foundation.calendars.types.WorkingCalendar`; nothing
is stored here. Downstream: ``cases`` fixes the due dates when a case is accepted, pages show the
light and the clock strip.

Laws: 行政许可法 §42, §45, §82; 民法典 §201–203.
"""
