"""How much, and for how long: of messages, replies, deletes and the audit trail."""

from webchat.settings.base import environment

SEND_RATE = environment.number("WEBCHAT_SEND_RATE", 0.5, least=0.001)  # messages a second of one user
SEND_BURST = environment.integer("WEBCHAT_SEND_BURST", 5, least=1)  # messages at once, if there were none before
REPLIES_PER_USER = environment.integer("WEBCHAT_REPLIES_PER_USER", 8, least=1)  # written or waiting at a time
REPLIES_PER_PROCESS = environment.integer("WEBCHAT_REPLIES_PER_PROCESS", 1000, least=1)
REPLY_SECONDS = environment.number("WEBCHAT_REPLY_SECONDS", 1800, least=1)  # the longest a reply may take
REPLY_BYTES = environment.integer("WEBCHAT_REPLY_BYTES", 2 * 1024**2, least=1024)  # of its text
REPLIES_KEPT = environment.integer("WEBCHAT_REPLIES_KEPT", 3600, least=60)  # seconds after their end
UNDO_SECONDS = environment.integer("WEBCHAT_UNDO_SECONDS", 10, least=1, most=3600)  # before a delete is sent
# Seconds running replies may go on when their process must end; gunicorn does not wait longer than 30 for all of it.
SHUTDOWN_GRACE = environment.integer("WEBCHAT_SHUTDOWN_GRACE", 20, least=0, most=25)

# No less than a month, which is as long as the database insists on keeping it (see the migration that adds it).
AUDIT_DAYS = environment.integer("WEBCHAT_AUDIT_DAYS", 365, least=30, most=3650)
AUDIT_NETWORK = environment.choice("WEBCHAT_AUDIT_NETWORK", ("none", "part", "full"), default="part")
