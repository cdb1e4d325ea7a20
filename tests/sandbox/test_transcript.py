"""webchat.sandbox.transcript."""

from webchat.sandbox.script import Line, follow_ups, said, step, step_done, written
from webchat.sandbox.transcript import Transcript
from webchat.sandbox.wire import Wire, message, response, text


def transcript(*lines: Line) -> Transcript:
    gathered = Transcript()
    for line in lines:
        gathered.add(line.response)
    return gathered


def kinds(gathered: Transcript) -> list[str]:
    return [message["messageType"] for message in gathered.messages]


def control(kind: str) -> Line:
    return Line(response(message(kind)))


def test_the_pieces_of_a_message_become_one_text() -> None:
    [whole] = transcript(*written(["one two three four five"])).messages
    assert whole["fragments"] == [{"text": "one two three four five"}]
    assert "hasMoreFragments" not in whole


def test_text_after_a_citation_is_a_fragment_of_its_own() -> None:
    citation: Wire = {"citation": {}}
    [whole] = transcript(*written(["a b c d", citation, "e"])).messages
    assert whole["fragments"] == [{"text": "a b c d"}, citation, {"text": "e"}]


def test_a_retry_takes_back_the_answer_and_leaves_the_steps() -> None:
    lines = [step("Searching"), *written(["wrong"]), control("CONTROL_RETRY"), *written(["right"])]
    gathered = transcript(*lines)
    assert kinds(gathered) == ["UPDATE", "CONTENT"]
    assert gathered.messages[-1]["fragments"] == [{"text": "right"}]


def test_control_and_debug_messages_are_not_kept() -> None:
    assert kinds(transcript(control("CONTROL_START"), said("DEBUG", "x"), said("WARNING", "y"))) == ["WARNING"]


def test_messages_of_an_unknown_kind_are_kept() -> None:
    assert kinds(transcript(said("PONDERING", "hm"))) == ["PONDERING"]


def test_a_message_without_fragments_stays_without() -> None:
    [done] = transcript(step_done()).messages
    assert "fragments" not in done


def test_messages_without_an_id_are_not_one_message() -> None:
    nameless = Line(response({"messageType": "UPDATE"}))
    assert kinds(transcript(nameless, nameless)) == ["UPDATE", "UPDATE"]


def test_the_last_follow_ups_win() -> None:
    gathered = transcript(follow_ups(["one"]), follow_ups(["two"]), Line(response(message("CONTENT", text("x")))))
    assert gathered.follow_ups == ["two"]
