"""The relay: brings the room log to Kafka, in order per room, at least once (D11)."""
