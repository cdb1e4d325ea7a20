"""Text of a chat API to HTML: one way for live, reloaded and exported replies.

markdown    MarkdownStream: text in, finished blocks and the open rest out (pure)
open_text   what is not finished yet, line by line
engine      CommonMark to plain HTML
marks       where a citation stands, while it is text
sanitise    the one allow-list
decorate    what the page adds: classes, labels, safe links, citations
outline     on which level a heading stands
highlight   code in three inks
reply       a reply's events, folded into its state
footnotes   a reply for outside of the page, its sources as numbered notes
export      a chat as a file
steps       what it does on the way, in words
html        a reply's state to partials, whole or as what has changed
"""
