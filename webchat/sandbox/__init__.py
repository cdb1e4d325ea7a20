"""A local stand-in for Glean's client chat API: the wire format is real, the answers are quotations.

settings    where it keeps its data, the token it expects, how fast it writes
asgi        environment -> `application`, for any ASGI server; one process only
app         routes, errors, start and end
access      who is calling, and what they sent
authorization/  the server that gives tokens to those who ask for themselves
chat        POST /chat: a prompt in, a reply out
chats       the saved chats: list, get, delete; the chat application
agents      other ways to answer, by name
files       attachments: upload, status, delete, download
intake      what happens to a file after its upload
backend     what all of these share, on top of
base        what any wire format needs
prompt      the body of /chat, checked
turn        one prompt and its reply: paced, written down, saved
delivery    how a turn reaches its client
transcript  the lines of a reply -> its finished messages
script      what a reply is made of before it is played
cues        of that, what has nothing to do with the wire format
stream      a response that ends with its client
answer      a question -> a script that quotes the handbook and uploaded files
search      what a question finds among what may be quoted
sources     how that stands on the wire
scenarios/  prompts such as /slow that play a part instead
library     full-text search over passages
passages    Markdown -> passages and blocks
wording     the text of such a reply
quotes      the words of a passage worth quoting
handbook    the bundled pages
markdown    plain text to Markdown and back
extract/    uploaded file -> Markdown
store/      chats and files in SQLite
chatter/    the same behind the wire format of Chatter
wire        the dictionaries of the API
"""
