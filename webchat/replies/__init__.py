"""The life of a reply: it belongs to the server, not to the request that asked for it.

run      a task per reply: prompt to upstream events to log; starting, stopping
log      the log of a reply in this process (pure)
store    the same log in the database, for other processes and for later
beat     the one clock: commits logs, shows signs of life, reads stop marks, sweeps
stream   log to bytes for a browser: an event stream, or plain HTML without JavaScript
codec    log entries to JSON and back
"""
