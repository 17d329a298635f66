"""Titles, people, genres, their loading from partners, posters and video."""
