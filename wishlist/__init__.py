"""What people want to watch, and with which friends it matches."""
