"""webchat.sandbox.passages."""

from webchat.sandbox.passages import LONGEST_PASSAGE, BlockKind, blocks, passages


def kinds(markdown: str) -> list[BlockKind]:
    return [block.kind for block in blocks(markdown)]


def test_each_section_is_a_passage_under_its_heading() -> None:
    found = list(passages("before\n\n# One\n\nfirst\n\n### Two ##\n\nsecond"))
    assert [(passage.heading, passage.body) for passage in found] == [
        ("", "before"),
        ("One", "first"),
        ("Two", "second"),
    ]


def test_a_section_without_words_is_no_passage() -> None:
    assert [passage.heading for passage in passages("# Empty\n\n# Full\n\nwords")] == ["Full"]


def test_a_hash_in_a_code_block_is_no_heading() -> None:
    [passage] = passages("```sh\n# a comment\n\n~~~\n```")
    assert passage.body == "```sh\n# a comment\n\n~~~\n```"


def test_a_long_section_is_split_between_its_blocks() -> None:
    paragraph = "word " * 150
    found = list(passages(f"# Long\n\n{paragraph}\n\n{paragraph}\n\n{paragraph}"))
    assert len(found) > 1
    assert all(len(passage.body) <= LONGEST_PASSAGE and passage.heading == "Long" for passage in found)


def test_a_table_is_never_split() -> None:
    table = "\n".join(["| a |", "|---|", *("| row with some words |" for _ in range(200))])
    [passage] = passages(table)
    assert passage.body == table


def test_passages_know_their_page() -> None:
    assert [passage.page for passage in passages("words", page=7)] == [7]


def test_blocks_are_told_apart() -> None:
    markdown = "prose\nmore\n\n- item\n- item\n\n| a | b |\n|---|:-:|\n| 1 | 2 |\n\n```py\nx = 1\n```\n\n1. one"
    assert kinds(markdown) == [BlockKind.PROSE, BlockKind.LIST, BlockKind.TABLE, BlockKind.CODE, BlockKind.LIST]


def test_a_list_may_follow_prose_without_a_blank_line() -> None:
    assert kinds("These:\n- one\n- two\n\nAnd:\n| a |\n|---|") == [
        BlockKind.PROSE,
        BlockKind.LIST,
        BlockKind.PROSE,
        BlockKind.TABLE,
    ]


def test_a_list_with_blank_lines_is_one_list() -> None:
    [block] = blocks("- one\n\n  still one\n\n- two")
    assert block.text == "- one\n\n  still one\n\n- two"


def test_a_code_block_keeps_its_blank_lines() -> None:
    [block] = blocks("````\na\n\n```\nb\n````")
    assert (block.kind, block.text) == (BlockKind.CODE, "````\na\n\n```\nb\n````")
