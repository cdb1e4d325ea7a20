import pytest

from tests.upstream.glean.samples import asked, cites, content, said
from webchat.upstream.glean.messages import MessageReader
from webchat.upstream.types.replies import CitationFound, Notice, Retried, Step, StepKind, TextDelta

LONG = "A sentence that is long enough to be taken for the whole answer."


def read(*messages):
    reader = MessageReader()
    return [event for message in messages for event in reader.read(message)] + list(reader.uncited())


def markdown(*messages):
    return "".join(event.text for event in read(*messages) if isinstance(event, TextDelta))


def marked(*messages):
    """The text with the sources where they are cited."""
    parts = [event.text if isinstance(event, TextDelta) else f"[{event.source.title}]" for event in read(*messages)]
    return "".join(parts)


# --- text --------------------------------------------------------------------------------------------------------


def test_pieces_of_one_message_join_without_anything_between():
    assert markdown(content("Wor"), content("ds", " join")) == "Words join"


def test_pieces_without_an_id_join_too():
    assert markdown(said("CONTENT", "Wor"), said("CONTENT", "ds")) == "Words"


@pytest.mark.parametrize("ending", ["", "\n", "\n\n"])
def test_another_message_is_another_block(ending):
    assert markdown(content("one" + ending), content("two", message_id="m2")) == "one\n\ntwo"


def test_a_message_goes_on_after_one_that_only_cites():
    assert marked(content("one "), content(cites("D1"), message_id="m2"), content("two")) == "one [D1]two"


def test_a_heading_is_a_block_of_its_own():
    messages = [content("Before"), said("HEADING", "Title", message_id="h1"), content("After", message_id="m2")]
    assert markdown(*messages) == "Before\n\n## Title\n\nAfter"


def test_a_heading_may_come_in_pieces_and_stays_on_one_line():
    pieces = [said("HEADING", "Two ", message_id="h1"), said("HEADING", "wo\nrds", message_id="h1")]
    assert markdown(*pieces, content("text")) == "## Two wo rds\n\ntext"


def test_a_heading_that_is_marked_already_is_not_marked_again():
    assert markdown(said("HEADING", "### Title")) == "### Title"


def test_an_empty_heading_is_none():
    assert read(said("HEADING", ""), said("HEADING")) == []


def test_a_message_that_repeats_all_its_text_is_not_said_twice():
    assert markdown(content(LONG[:30]), content(LONG[30:]), content(LONG)) == LONG


def test_a_repeated_message_still_cites():
    assert marked(content(LONG), content(LONG, cites("D1"))) == LONG + "[D1]"


def test_a_short_text_may_well_come_twice():
    assert markdown(content("ha"), content("ha")) == "haha"


def test_a_message_without_a_type_is_content():
    assert markdown({"fragments": [{"text": "text"}]}) == "text"


def test_what_the_user_said_is_not_part_of_the_reply():
    assert read(asked("What?")) == []


@pytest.mark.parametrize("kind", ["CONTEXT", "DEBUG", "DEBUG_EXTERNAL", "CONTROL", "CONTROL_START", "CONTROL_FINISH"])
def test_what_is_not_meant_for_a_reader_is_not_shown(kind):
    assert read(said(kind, "secret")) == []


@pytest.mark.parametrize("kind", ["ARTIFACT_USER_QUESTIONS", "", 7, ["CONTENT"]])
def test_an_unknown_type_passes(kind):
    assert read(said(kind, "text")) == []


@pytest.mark.parametrize("fragments", [None, "text", 7, {}, [None, "text", [], {"text": None}, {"text": {}}]])
def test_fragments_of_a_wrong_type_pass(fragments):
    assert read({"messageType": "CONTENT", "fragments": fragments}) == []


def test_half_a_surrogate_pair_and_a_nul_become_something_that_can_be_stored():
    assert markdown(content("a\ud83db\x00c")) == "a\ufffdb\ufffdc"


# --- citations ---------------------------------------------------------------------------------------------------


def test_citations_stand_where_the_upstream_put_them():
    assert marked(content("One", cites("D1"), ", two", cites("D2"), ".")) == "One[D1], two[D2]."


def test_one_place_cites_a_source_once():
    assert marked(content("One", cites("D1")), content(cites("D1")), content(cites("D2"))) == "One[D1][D2]"


def test_another_place_may_cite_it_again():
    assert marked(content("One", cites("D1"), ", two", cites("D1"), ".")) == "One[D1], two[D1]."


def test_a_list_of_all_sources_adds_only_those_not_cited_in_place():
    sources = [cites(identity)["citation"] for identity in ("D1", "D2")]
    assert marked(content("One", cites("D1")), content(citations=sources), content(" two.")) == "One[D1] two.[D2]"


FOUND = {"structuredResults": [{"document": {"id": "D1", "title": "D1"}}]}


def test_documents_found_for_the_text_are_its_sources_where_it_cites_none():
    assert marked(content(FOUND, "One"), content(FOUND, " two.")) == "One two.[D1]"


def test_documents_found_for_a_text_that_cites_are_not_cited():
    assert marked(content(FOUND, "One", cites("D2"), " two.")) == "One[D2] two."


def test_a_retry_voids_citations_too():
    events = read(content("One", cites("D1"), citations=[cites("D2")["citation"]]), said("CONTROL_RETRY"), content("A"))
    assert events[2:] == [Retried(), TextDelta("A")]


def test_a_citation_without_a_source_is_none():
    assert read(content({"citation": {}}, {"citation": {"sourceDocument": {}}}, {"citation": 3})) == []


# --- steps and notices ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said_text", "kind", "text"),
    [
        ("**Searching:** parking", StepKind.SEARCHING, "parking"),
        ("**Reading:** ", StepKind.READING, ""),
        ("**writing** an answer", StepKind.WRITING, "an answer"),
        ("Thinking about **bays**", StepKind.OTHER, "Thinking about bays"),
        ("**Dreaming:** sheep", StepKind.OTHER, "Dreaming: sheep"),
    ],
)
def test_an_update_is_a_step_of_the_kind_it_begins_with(said_text, kind, text):
    assert read(said("UPDATE", said_text)) == [Step(kind, text)]


def test_a_query_is_said_once():
    query = {"querySuggestion": {"query": "parking"}}
    assert read(said("UPDATE", "**Searching:** ", query)) == [Step(StepKind.SEARCHING, "parking")]
    assert read(said("UPDATE", "**Searching:** ", {"text": "parking", **query})) == [
        Step(StepKind.SEARCHING, "parking")
    ]


def test_a_step_has_the_sources_that_were_found():
    results = {"structuredResults": [{"document": {"id": "D1"}}, {"person": {"name": "Ada"}}, {}]}
    [step] = read(said("UPDATE", "**Reading:** ", results))
    assert [source.key for source in step.sources] == ["document:D1", "person:Ada"]


def test_an_update_that_only_ends_a_step_is_none():
    assert read({"messageType": "UPDATE", "isStepComplete": True}) == []


@pytest.mark.parametrize(
    ("request_", "step"),
    [
        ({"toolDisplayName": "Jira"}, Step(StepKind.TOOL, "Jira")),
        ({"serverId": "jira", "actionPreview": None}, Step(StepKind.TOOL, "jira")),
        ({"requestType": "EXECUTION"}, Step(StepKind.TOOL, "")),
        (
            {"toolDisplayName": "Jira", "actionPreview": {"description": "Create", "markdown": "A **ticket**"}},
            Step(StepKind.TOOL, "Jira", preview="Create\nA ticket"),
        ),
    ],
)
def test_a_tool_that_asks_is_a_step_with_what_it_would_do(request_, step):
    assert read(said("SERVER_TOOL", {"serverToolRequest": request_})) == [step]


def test_the_answer_to_a_tool_is_no_step():
    assert read(said("SERVER_TOOL", {"serverToolResponse": {"isGranted": True}})) == []


def test_a_warning_is_a_notice():
    assert read(said("WARNING", " Old ", "data ")) == [Notice("Old data")]


def test_an_error_is_a_failure_and_no_event():
    reader = MessageReader()
    assert list(reader.read(said("ERROR"))) == []
    assert reader.failure == ""


def test_the_last_feedback_token_counts():
    reader = MessageReader()
    for token in ("one", "two", None):
        list(reader.read(content("text", messageTrackingToken=token)))
    assert reader.finished().feedback_token == "two"


def test_a_citation_is_an_event_with_its_source():
    [event] = read(content(cites("D1")))
    assert isinstance(event, CitationFound)
