"""A call declared once: what it is, how it is described, which refusals follow from its shape."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, cast

import pytest

from referral.kernel.errors import Conflict, InvalidInput, NotFound, ReferralError, StaleVersion
from referral.kernel.permissions import Permission
from referral.web import attempts
from referral.web.api import blueprint_of, call
from referral.web.attempts import Outcome
from referral.web.bodies import Answer, Body, GivenLine, Lines, Paged
from referral.web.calls import CALLS, PREFIX, Call, Seen
from referral.web.openapi import REFUSALS, describe, refusals_of
from workflows.vocabulary import Purpose, Relation, Stage


class Wish(Body):
    """What somebody wishes."""

    wish: GivenLine
    also: Lines = ()


class Wished(Answer):
    """A wish on file."""

    wish: str
    version: int


class Plain(Answer):
    """An answer without a version."""

    wish: str


class Wishes(Paged):
    """Wishes of one stage."""

    stage: Stage | None = None


PLAIN = Call(
    method="GET",
    path="/wishes",
    room="wishes",
    name="wishes",
    summary="Wishes",
    description="Give all wishes.",
    permission=None,
    answer=Plain,
    status=200,
    body=None,
    query=None,
    errors=(),
    sees=None,
    has_purpose=False,
    has_version=False,
    has_key=False,
    takes_file=False,
)
ALWAYS = {401, 403, 429, 503}


@pytest.mark.parametrize(
    ("shape", "more"),
    [
        pytest.param({}, set(), id="nothing asked"),
        pytest.param({"path": "/wishes/<uuid:wish_id>"}, {404}, id="a place in its path"),
        pytest.param({"body": Wish}, {400, 415, 422}, id="a body"),
        pytest.param({"body": Wish, "takes_file": True}, {400, 413, 415, 422}, id="a file beside it"),
        pytest.param({"query": Wishes}, {422}, id="a query"),
        pytest.param({"has_version": True}, {412, 428}, id="a version"),
        pytest.param({"has_key": True}, {400}, id="a key"),
        pytest.param({"has_purpose": True}, set(), id="a purpose, which is refused with 403"),
        pytest.param({"errors": (409, 403)}, {409}, id="what its service adds, and nothing twice"),
    ],
)
def test_the_refusals_of_a_call_follow_from_its_shape(shape: dict[str, Any], more: set[int]) -> None:
    told = refusals_of(replace(PLAIN, **shape))

    assert told == tuple(sorted(ALWAYS | more))
    assert set(told) <= set(REFUSALS)


@pytest.mark.parametrize(
    ("path", "subject"),
    [
        pytest.param("/cases/<string:ref>", "ref", id="the only place"),
        pytest.param("/cases/<string:ref>/clocks/<uuid:clock_id>/pause", "ref", id="the first of two"),
        pytest.param("/handovers/<uuid:handover_id>/accept", "handover_id", id="in the middle"),
        pytest.param("/cases", "", id="none"),
    ],
)
def test_a_call_is_about_what_its_path_names_first(path: str, subject: str) -> None:
    assert replace(PLAIN, path=path).subject == subject


@pytest.mark.parametrize(("answer", "is_versioned"), [(Wished, True), (Plain, False), (None, False)])
def test_an_answer_that_names_a_version_carries_a_tag(
    answer: type[Answer] | None, is_versioned: bool
) -> None:
    asked = replace(PLAIN, answer=answer)

    assert asked.is_versioned is is_versioned
    assert ("ETag" in _operation(asked)["responses"]["200"].get("headers", {})) is is_versioned


def test_a_place_is_described_by_its_type() -> None:
    path = "/wishes/<string:ref>/<uuid:wish_id>/<int:number>"

    document = _described([replace(PLAIN, path=path)])

    (described,) = document["paths"]
    assert described == "/wishes/{ref}/{wish_id}/{number}"
    assert _schemas(document["paths"][described]["get"], "path") == {
        "ref": {"type": "string"},
        "wish_id": {"type": "string", "format": "uuid"},
        "number": {"type": "integer"},
    }


def test_headers_are_described_where_they_are_asked_for() -> None:
    asked = _operation(replace(PLAIN, has_key=True, has_purpose=True, has_version=True))

    headers = _schemas(asked, "header")
    assert list(headers) == ["Idempotency-Key", "X-Purpose", "If-Match"]
    assert headers["X-Purpose"]["enum"] == [purpose.value for purpose in Purpose]
    assert all(parameter["required"] for parameter in asked["parameters"])


def test_a_query_is_described_without_components_of_its_own() -> None:
    asked = _operation(replace(PLAIN, query=Wishes))

    schemas = _schemas(asked, "query")
    assert set(schemas) == {"page", "per_page", "stage"}
    assert schemas["stage"]["anyOf"][0]["enum"] == [stage.value for stage in Stage]
    assert "$ref" not in str(schemas)


def test_a_body_is_described_as_json() -> None:
    document = _described([replace(PLAIN, method="POST", body=Wish)])

    content = document["paths"]["/wishes"]["post"]["requestBody"]["content"]
    assert content == {"application/json": {"schema": {"$ref": "#/components/schemas/Wish"}}}
    assert document["components"]["schemas"]["Wish"]["additionalProperties"] is False


def test_a_body_beside_a_file_is_described_as_one_form() -> None:
    document = _described([replace(PLAIN, method="POST", body=Wish, takes_file=True)])

    (kind, content), *_ = document["paths"]["/wishes"]["post"]["requestBody"]["content"].items()
    assert kind == "multipart/form-data"
    assert set(content["schema"]["properties"]) == {"file", "wish", "also"}
    assert content["schema"]["additionalProperties"] is False
    assert "Wish" not in document["components"]["schemas"]


def test_a_file_that_is_handed_over_is_described_as_bytes() -> None:
    told = _operation(replace(PLAIN, answer=None))["responses"]["200"]

    assert told["content"] == {"application/octet-stream": {}}


@pytest.mark.parametrize(
    ("permission", "who"),
    [(None, "Any signed-in caller."), (Permission.CASE_READ, f"Permission: `{Permission.CASE_READ}`.")],
)
def test_a_call_says_who_may_make_it(permission: Permission | None, who: str) -> None:
    described = _operation(replace(PLAIN, permission=permission))["description"]

    assert described == f"Give all wishes. {who}"


def test_two_verbs_of_one_address_stand_together() -> None:
    document = _described([PLAIN, replace(PLAIN, method="POST", name="wish", body=Wish)])

    assert list(document["paths"]) == ["/wishes"]
    assert set(document["paths"]["/wishes"]) == {"get", "post"}
    assert document["tags"] == [{"name": "wishes"}]


def test_nothing_declared_is_described_as_nothing() -> None:
    document = _described([])

    assert (document["paths"], document["tags"]) == ({}, [])
    assert "Problem" in document["components"]["schemas"]


def test_a_declared_call_is_listed_under_its_room(unlisted: None) -> None:
    room = blueprint_of("wishes", __name__)

    @call(room, "GET", "/wishes", permission=None, answer=Plain, summary="Wishes", errors=(409,))
    def all_wishes() -> object:
        """Give
        all wishes.
        """

    listed = CALLS["wishes_api.all_wishes"]
    assert (room.url_prefix, listed.room, listed.name) == (PREFIX, "wishes", "all_wishes")
    assert (listed.description, listed.errors) == ("Give all wishes.", (409,))


def test_a_call_without_a_docstring_is_described_by_its_summary(unlisted: None) -> None:
    room = blueprint_of("wishes", __name__)

    @call(room, "GET", "/wishes", permission=None, answer=Plain, summary="Wishes")
    def silent() -> object:
        return None

    assert CALLS["wishes_api.silent"].description == "Wishes"


def test_what_knows_its_version_and_relations_can_be_judged() -> None:
    assert isinstance(Looked(4, frozenset()), Seen)
    assert not isinstance(object(), Seen)


def test_a_form_that_was_not_sent_does_nothing() -> None:
    form = Asked(is_sent=False)

    outcome = attempts.attempt(form, _never)

    assert not outcome
    assert form.taken == []


def test_a_deed_that_was_done_gives_what_its_service_gave() -> None:
    outcome = attempts.attempt(Asked(), lambda: 0)

    assert outcome
    assert outcome.value == 0


def test_what_was_not_done_has_no_value() -> None:
    nothing: Outcome[int] = Outcome()

    with pytest.raises(IndexError):
        _ = nothing.value


@pytest.mark.parametrize(
    "error", [InvalidInput([]), Conflict(), StaleVersion(4)], ids=lambda error: type(error).__name__
)
def test_what_can_be_mended_on_the_form_is_put_on_it(
    monkeypatch: pytest.MonkeyPatch, error: ReferralError
) -> None:
    under_way, form = UnderWay(), Asked()
    monkeypatch.setattr(attempts, "current", under_way)

    outcome = attempts.attempt(form, lambda: _refuse(error))

    assert (bool(outcome), form.taken, under_way.abandoned) == (False, [error], [error])


def test_what_cannot_be_mended_there_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    under_way, form = UnderWay(), Asked()
    monkeypatch.setattr(attempts, "current", under_way)

    with pytest.raises(NotFound):
        attempts.attempt(form, lambda: _refuse(NotFound()))

    assert (form.taken, under_way.abandoned) == ([], [])


@dataclass(frozen=True)
class Looked:
    """A case as somebody may see it."""

    version: int
    relations: frozenset[Relation]


class Asked:
    """A form, as far as a deed needs it."""

    status = 200

    def __init__(self, *, is_sent: bool = True) -> None:
        self.is_sent = is_sent
        self.taken: list[ReferralError] = []

    def validate_on_submit(self) -> bool:
        return self.is_sent

    def take(self, error: ReferralError) -> None:
        self.taken.append(error)


class UnderWay:
    """A request whose deed can only be begun again."""

    def __init__(self) -> None:
        self.abandoned: list[ReferralError] = []

    @property
    def visit(self) -> "UnderWay":
        return self

    @property
    def deed(self) -> "UnderWay":
        return self

    @deed.setter
    def deed(self, begun: "UnderWay") -> None:
        assert begun is self

    def begin_again(self, error: ReferralError) -> "UnderWay":
        self.abandoned.append(error)
        return self


@pytest.fixture
def unlisted() -> Iterator[None]:
    """What a test declares is forgotten again: the real interface is described from the same list."""
    before = dict(CALLS)
    yield
    CALLS.clear()
    CALLS.update(before)


def _refuse(error: ReferralError) -> None:
    raise error


def _never() -> None:
    raise AssertionError("A form that was not sent asks for nothing.")


def _described(calls: Iterable[Call]) -> dict[str, Any]:
    return cast("dict[str, Any]", describe(calls))


def _operation(asked: Call) -> dict[str, Any]:
    paths: Mapping[str, Mapping[str, dict[str, Any]]] = _described([asked])["paths"]
    ((verbs),) = paths.values()
    return verbs[asked.method.lower()]


def _schemas(operation: Mapping[str, Any], place: str) -> dict[str, dict[str, Any]]:
    return {one["name"]: one["schema"] for one in operation["parameters"] if one["in"] == place}
