"""A user's own token for the chat API, where everybody has one.

sealing     secrets at rest: encrypted, and bound to whom and what they are for
store       the credentials in the database
issuers     who gives tokens, by the kind of credential:
granted     Glean's authorization server
chatter     Chatter, for a name and a password
glean       Glean's authorization server, and us as its client
personal    the token that is good in this moment; one process at a time exchanges it for the next
connecting  to the authorization server and back, and disconnecting
"""
