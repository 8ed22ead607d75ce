"""The winter timetable, with a bracket that nobody closed."""

CROSSINGS = [
    ("Oban", 8),
    ("Mallaig", 11

TOTAL = len(CROSSINGS)
