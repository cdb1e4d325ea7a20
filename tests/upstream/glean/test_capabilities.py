from webchat.upstream.glean.capabilities import CAPABILITIES
from webchat.upstream.types.prompts import Mode


def test_modes_are_offered_that_begin_with_the_one_of_its_own_choice():
    assert CAPABILITIES.modes == (Mode.AUTO, Mode.FAST, Mode.ADVANCED)


def test_a_file_has_between_one_kilobyte_and_64_megabytes():
    assert (CAPABILITIES.files.smallest, CAPABILITIES.files.largest) == (1024, 67_108_864)


def test_extensions_are_written_as_a_form_compares_them():
    extensions = CAPABILITIES.files.extensions
    assert {".pdf", ".docx", ".md", ".py", ".png", ".zip"} <= extensions
    assert all(extension == extension.lower() and extension.startswith(".") for extension in extensions)
