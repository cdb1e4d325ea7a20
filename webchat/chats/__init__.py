"""The saved chats as their user has them: what the upstream lists, and what we note about each.

saved    the list, and one chat of it
content  what is in a chat: its turns and its files
notes    names and pins, which the chat APIs do not know
titles   titles to be searched, and made from a prompt (pure)
"""
