"""Rooms: members, the shared playhead, the room log, the player socket, the archive."""
