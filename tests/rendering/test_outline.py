import pytest

from webchat.rendering.markdown import MarkdownStream
from webchat.rendering.outline import Outline


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ([1, 2, 3], ["h3", "h4", "h5"]),
        ([2, 3, 2], ["h3", "h4", "h3"]),
        ([3, 5, 4, 3], ["h3", "h4", "h4", "h3"]),
        ([2, 1, 2], ["h3", "h3", "h4"]),
        ([1, 2, 3, 4, 5, 6], ["h3", "h4", "h5", "h6", "h6", "h6"]),
    ],
)
def test_no_level_is_skipped_whatever_was_written(written, shown):
    outline = Outline()
    assert [outline.tag(level) for level in written] == shown


def test_looking_at_the_open_block_does_not_move_the_outline():
    stream = MarkdownStream()
    stream.feed("# One\n\n## Two")
    assert stream.open() == stream.open()
    stream.feed("\n\n## Three\n")
    stream.close()
    assert "".join(stream.finished) == "<h3>One</h3>\n<h4>Two</h4>\n<h4>Three</h4>\n"
