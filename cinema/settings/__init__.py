"""Settings: `base` holds everything; dev, test and prod differ from it by a little."""
