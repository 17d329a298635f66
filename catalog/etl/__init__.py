"""Loading a partner's file of films: read, clean, load. Each step can be used and tested alone."""
