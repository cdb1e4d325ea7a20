"""The chat APIs in our words: a small typed library that never imports Django.

protocol   ChatClient, the one interface, and Capabilities
types      Prompt, Chat, Turn, ChatFile, Source, and the events a reply is made of
errors     the tree, each with its status and its sentence
http       the only file that knows httpx: one client, one error map, time-outs
lines      bytes to lines (pure)
wire       JSON in which anything may be missing or of a wrong type
multipart  the body of an upload, passed on as it is read
address    where a server is, and where something is on it
credential  as whom to speak to it
glean      Glean's wire format
chatter    Chatter's
"""
