"""The sample cinema: films of the public domain, their posters and three films made on the spot.

Nothing here knows Django: the loader reads the JSON, the storage takes the files.
"""
