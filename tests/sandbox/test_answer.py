"""webchat.sandbox.answer: what is found, and how it is told, over HTTP."""

import pytest

from tests.sandbox.client import Client, citations, fragments, prompt, text_of
from tests.sandbox.extract.documents import pdf
from webchat.sandbox.wording import DISCLAIMER


async def test_the_answer_names_the_page_and_quotes_it(erin: Client) -> None:
    text = text_of(await erin.ask("How many weeks of parental leave do I get?"))
    assert text.startswith(
        "**Parental leave** has this under *How much parental leave*:\n\n> Every parent gets 20 weeks"
    )


async def test_a_table_of_the_passage_is_quoted_as_a_table(erin: Client) -> None:
    text = text_of(await erin.ask("How many weeks of parental leave do I get?"))
    assert "| Country | Weeks |\n|---|---|\n| Poland | 41 |" in text


async def test_code_of_the_passage_is_quoted_as_code(erin: Client) -> None:
    text = text_of(await erin.ask("How do I roll back a service?"))
    assert "```sh\nnh deploy rollback bookings\n```" in text


async def test_the_citation_has_the_page_and_the_passage(erin: Client) -> None:
    citation = citations(await erin.ask("How many weeks of parental leave do I get?"))[0]
    document = citation["sourceDocument"]
    assert (document["id"], document["title"]) == ("HANDBOOK_parental-leave", "Parental leave")
    assert document["metadata"]["updateTime"] == "2026-08-12T00:00:00Z"
    assert document["metadata"]["author"]["name"] == "Inês Carvalho"
    [snippet] = citation["referenceRanges"][0]["snippets"]
    assert snippet["text"].startswith("Every parent gets 20 weeks of parental leave at full pay.")
    bold = [snippet["text"][found["startIndex"] : found["endIndex"]] for found in snippet["ranges"]]
    assert "parental leave" in bold


async def test_the_citation_stands_right_after_the_quote(erin: Client) -> None:
    found = fragments(await erin.ask("Where do the tables hang?"))
    place = next(number for number, fragment in enumerate(found) if "citation" in fragment)
    before = "".join(fragment["text"] for fragment in found[:place])
    assert before.endswith("> The **tables hang** in the hall by the west door.")


async def test_the_steps_tell_what_is_searched_and_read(erin: Client) -> None:
    steps = fragments(await erin.ask("Where do the tables hang?"), "UPDATE")
    assert steps[0] == {"text": "**Searching:** "}
    assert steps[1]["querySuggestion"] == {"query": "tables hang", "datasource": "all"}
    assert steps[2] == {"text": "**Reading:** "}
    assert steps[3]["structuredResults"][0]["document"]["title"] == "Tide tables"


async def test_the_next_prompts_are_sections_not_yet_read(erin: Client) -> None:
    lines = await erin.ask("twenty weeks at full pay")
    [prompts] = [line["followUpPrompts"] for line in lines if "followUpPrompts" in line]
    assert prompts == ["Parental leave: When to tell us"]


async def test_it_says_what_it_is(erin: Client) -> None:
    assert text_of(await erin.ask("Where do the tables hang?")).endswith(DISCLAIMER)


async def test_nothing_found_is_said_with_the_topics_there_are(erin: Client) -> None:
    lines = await erin.ask("Xylophone?")
    text = text_of(lines)
    assert text.startswith("I found nothing about that.")
    assert "\n- Parental leave\n- Rollback guide\n- Tide tables\n" in text
    assert not citations(lines)


async def test_the_same_question_gets_the_same_answer(erin: Client) -> None:
    question = "How many weeks of parental leave do I get?"
    assert text_of(await erin.ask(question)) == text_of(await erin.ask(question))


async def test_an_advanced_reply_reads_more(erin: Client) -> None:
    counts = [
        len(
            citations(
                await erin.ask("weeks, reason, expected date, takes seconds, hall door", agentConfig={"agent": agent})
            )
        )
        for agent in ("FAST", "ADVANCED")
    ]
    assert counts[0] < counts[1]


async def test_excluded_datasources_are_not_quoted(erin: Client) -> None:
    lines = await erin.ask("Where do the tables hang?", exclusions={"datasourceInstances": ["wiki"]})
    assert not citations(lines)
    assert "Tide tables" not in text_of(lines)


# --- files -------------------------------------------------------------------------------------------------------

NOTES = b"# Berth 4\n\nBerth 4 is closed until the crane is repaired.\n\n# Berth 5\n\nBerth 5 is free."


async def test_a_file_is_searched_before_the_handbook(erin: Client) -> None:
    file = await erin.processed("berths.md", NOTES)
    lines = await erin.ask("", messages=[prompt("When is berth 4 with the tide tables closed?", file["id"])])
    first, *_ = citations(lines)
    assert first["sourceFile"]["id"] == file["id"]
    assert first["sourceFile"]["name"] == "berths.md"
    assert text_of(lines).startswith("Your file **berths.md** has this under *Berth 4*")


async def test_a_file_stays_in_its_chat(erin: Client) -> None:
    file = await erin.processed("berths.md", NOTES)
    [line, *_] = await erin.ask("", messages=[prompt("What is closed?", file["id"])])
    later = citations(await erin.ask("And which berth is free?", chatId=line["chatId"]))
    assert [citation["sourceFile"]["id"] for citation in later if "sourceFile" in citation]


async def test_a_file_sent_along_as_context_counts(erin: Client) -> None:
    file = await erin.processed("berths.md", NOTES)
    messages = [prompt("Which berth is free?"), prompt("Here it is", file["id"])]
    assert "sourceFile" in citations(await erin.ask("", messages=messages, saveChat=False))[0]


async def test_a_file_of_this_question_comes_before_pages_that_match_better(erin: Client) -> None:
    file = await erin.processed("berths.md", NOTES)
    first, *others = citations(await erin.ask("", messages=[prompt("parental leave in weeks", file["id"])]))
    assert first["sourceFile"]["id"] == file["id"]
    assert others


async def test_a_passage_of_a_pdf_says_its_page(erin: Client) -> None:
    file = await erin.processed("plan.pdf", pdf("Berths one to three.", "The mooring plan of berth four."))
    lines = await erin.ask("", messages=[prompt("Where is the mooring plan?", file["id"])])
    [snippet] = citations(lines)[0]["referenceRanges"][0]["snippets"]
    assert (snippet["text"], snippet["pageNumber"]) == ("The mooring plan of berth four.", 2)
    assert "on page 2" in text_of(lines)


async def test_an_earlier_file_that_does_not_match_is_left_out(erin: Client) -> None:
    file = await erin.processed("berths.md", NOTES)
    [line, *_] = await erin.ask("", messages=[prompt("What is closed?", file["id"])])
    later = citations(await erin.ask("parental leave in weeks", chatId=line["chatId"]))
    assert not [citation for citation in later if "sourceFile" in citation]


async def test_a_file_that_does_not_match_is_quoted_from_its_beginning(erin: Client) -> None:
    file = await erin.processed("berths.md", NOTES)
    text = text_of(await erin.ask("", messages=[prompt("Summarise this", file["id"])]))
    assert "Berth 4 is closed until the crane is repaired." in text


@pytest.mark.parametrize(
    ("name", "warning"),
    [("PROCESSING.txt", "is still being read"), ("PARSE_FAILED.txt", "could not be read")],
)
async def test_a_file_that_cannot_be_used_is_a_warning(erin: Client, name: str, warning: str) -> None:
    [file] = await erin.upload((name, b"words"))
    while warning not in (text := str(fragments(await asked_with(erin, file["id"]), "WARNING"))):
        assert "is still being read" in text


async def asked_with(client: Client, file_id: str) -> list[dict[str, object]]:
    return await client.ask("", messages=[prompt("What does it say?", file_id)], saveChat=False)
