"""What every other band stands on: calendars, clocks, places, people, files, notices."""
