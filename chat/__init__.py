"""The talk beside the film: messages, moderation, the chat socket."""
