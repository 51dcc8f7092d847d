"""Every word that people read has both languages; the law's beside it, all others in the catalogue."""

import io
import re

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from referral.kernel.ledger.actions import Action
from tests.house.source import ROOT
from tests.house.texts import gather
from workflows import vocabulary

FOLDER = ROOT / "referral" / "translations" / "vi" / "LC_MESSAGES"
WORDS = [
    kind for kind in vars(vocabulary).values() if isinstance(kind, type) and issubclass(kind, vocabulary.Word)
]


@pytest.mark.parametrize("action", Action, ids=str)
def test_everything_the_ledger_can_say_has_a_sentence_for_people(action: Action) -> None:
    assert re.fullmatch(r"[a-z-]+:[a-z-]+", action.value)
    assert action.vi[0].isupper()
    assert action.en[0].isupper()


@pytest.mark.parametrize("kind", WORDS, ids=lambda kind: kind.__name__)
def test_every_word_of_the_work_reads_in_both_languages(kind: type[vocabulary.Word]) -> None:
    assert not [member for member in kind if not (member.vi.strip() and member.en.strip())]


def test_every_text_is_translated() -> None:
    catalogue = vietnamese()

    missing = sorted(text for text in gather() if not translation(catalogue, text))

    assert not missing, (
        f"{len(missing)} texts are not Vietnamese yet; run `make messages` and translate them: {missing[:20]}"
    )


def test_no_translation_is_a_guess() -> None:
    assert not [message.id for message in vietnamese() if message.id and message.fuzzy]


def test_every_translation_keeps_the_places_of_its_text() -> None:
    torn = [
        message.id
        for message in vietnamese()
        if isinstance(message.id, str) and message.id
        if places(message.id) != places(str(message.string))
    ]

    assert not torn


def test_the_compiled_catalogue_is_the_written_one() -> None:
    compiled = io.BytesIO()
    write_mo(compiled, vietnamese())

    assert compiled.getvalue() == (FOLDER / "messages.mo").read_bytes(), "Run `make messages`."


def vietnamese() -> Catalog:
    with (FOLDER / "messages.po").open("rb") as file:
        return read_po(file, locale="vi")


def translation(catalogue: Catalog, text: str) -> str:
    message = catalogue.get(text)
    return "" if message is None else "".join(message.string or ())


def places(text: str) -> set[str]:
    return set(re.findall(r"%\(\w+\)[sd]", text))
