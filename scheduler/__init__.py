"""What time does: the timetable and its jobs. Jobs carry nothing; due times are rows."""
