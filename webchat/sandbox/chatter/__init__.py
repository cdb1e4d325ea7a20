"""The sandbox as a Chatter: the same library behind another wire format, true to recordings of the real server.

layouts        what changed in it over time, in one table
settings       what it is told before it starts
asgi           environment -> `application`, for any ASGI server; one process only
app            routes, errors, start and end
envelope       what stands around every response: headers, counting, the end of a connection
problems       errors (RFC 9457), and failures
fields         bodies and queries, checked
access         who is calling, and what they sent
auth           accounts: register, login, refresh, me, logout
tokens         the tokens they get
limits         how often somebody may ask
conversations  create, list, get, rename, delete; their messages
chat           a prompt in, a reply out: whole, as a stream, by template
prompt         what is asked, where, and what is said to it
turn           one prompt and its reply: paced, saved
events         how a reply stands in a stream
script         what a reply is made of before it is played
answer         a question -> Markdown that quotes
scenarios      prompts such as /slow that play a part instead
documents      list, get, delete, download, search
uploads        how a document comes in
intake         what happens to it then
catalogue      providers, models, profiles, templates, tools
health         how the server is
traffic        what it has answered so far
backend        what all of these share
store/         accounts, conversations, documents in SQLite
wire           the dictionaries of the API
"""
