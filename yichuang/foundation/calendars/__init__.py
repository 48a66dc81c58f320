"""Calendars (工作日历). Working days and make-up days: which dates the law counts.

A year exists here only when its State Council notice has been loaded; everything that needs an
unloaded year is refused by name (:class:`~.errors.CalendarNotLoaded`), never guessed. Downstream,
``clocks`` counts limits on a :class:`~.types.WorkingCalendar` taken from :func:`~.queries.working_calendar`.

Laws: 行政许可法 §82; 全国年节及纪念日放假办法 §2.
"""
