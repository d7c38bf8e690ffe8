"""What helps those who keep the data."""
