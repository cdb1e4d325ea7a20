"""The life of a reply: it belongs to the server, not to the request that asked for it.

run      a task per reply of this process: starting, stopping, letting them end
writing  what the task does: wait for its turn, ask the upstream, log what it says
limits   who may send, and when
log      the log of a reply in this process (pure)
store    the same log in the database, for other processes and for later
beat     the one clock: commits logs, shows signs of life, reads stop marks, does chores, sweeps
follow   logs that other processes write, copied here for their readers
reader   a reply's log wherever it is, and which replies there are
past     a turn that is over, by the name its page gives it
temporary chats that live in the rows of their replies and nowhere else
history  which turns go along with a prompt (pure)
unread   replies that ended while nobody looked
stream   log to an event stream for a browser
plain    log to a page for a browser without JavaScript
codec    log entries to JSON and back
database the one thread in which all of this asks the database
"""
