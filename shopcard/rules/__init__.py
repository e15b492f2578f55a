"""What is true of cards, days and figures. Pure: no I/O, no clock, no database."""
