"""One person's way on each pathway, from the report to the end, each deed by its own agency. Data only."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from workflows.vocabulary import Pathway, Role, State, StepName

MISSION, POST, COMMUNE, HEALTH = "co-quan-dai-dien", "don-bien-phong", "ubnd-xa", "so-y-te"
POLICE, CENTRE, SHELTER = "cong-an-tinh", "trung-tam-ctxh", "co-so-ho-tro"
PAPER = {"kind": "ministry_confirmation", "number": "77/XN-BCA"}
AGREED = {"needs": ["chỗ ở"], "services": ["tư vấn"], "agreed_with_person": True}


@dataclass(frozen=True)
class Hands:
    """The person is handed over: offered, and accepted."""

    giver: str
    taker: str


@dataclass(frozen=True)
class Takes:
    """An official takes a step."""

    by: str
    step: StepName
    data: Mapping[str, object] = field(default_factory=dict)
    role: Role = Role.OFFICER


@dataclass(frozen=True)
class Writes:
    """An official writes something down beside the steps."""

    by: str
    what: str
    body: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Visits:
    """An official visits the person, and writes down how it went."""

    by: str


@dataclass(frozen=True)
class PlansForChild:
    """The commune makes the child's plan, and its supervisor approves it."""

    by: str


Deed = Hands | Takes | Writes | Visits | PlansForChild


@dataclass(frozen=True)
class Way:
    """Who takes the report of whom, and what happens then."""

    reporter: str
    deeds: tuple[Deed, ...]
    ends: State = State.CLOSED
    is_child: bool = False
    nationality: str = "VNM"
    asks: tuple[str, ...] = ()
    """The milestones that were written down on the way."""


def milestone(by: str, name: str) -> Writes:
    """Write down what the pathway asks for beside the steps."""
    return Writes(by, "milestones", {"milestone": name})


def identified(*, by: str, source: str, paper: str) -> Takes:
    """Identify the person on these grounds, with this paper."""
    paper_given = {"kind": paper, "number": "12/XN", "issued_on": "2025-05-05"}
    return Takes(by, StepName.IDENTIFY, {"grounds": [source], "paper": paper_given})


def assessed(by: str) -> Writes:
    """Assess the risk."""
    return Writes(by, "risk-assessments", {"level": "low", "factors": ["gia đình"], "plan": "Theo dõi"})


def verified(verifier: str) -> Takes:
    """Let health start the verification."""
    return Takes(HEALTH, StepName.START_VERIFICATION, {"verifier": verifier})


def closed(by: str) -> tuple[Deed, ...]:
    """Visit once, then let the supervisor close."""
    return Visits(by), Takes(by, StepName.CLOSE, role=Role.SUPERVISOR)


WAYS: Mapping[Pathway, Way] = {
    Pathway.SELF_REPORTED: Way(
        COMMUNE,
        (
            Takes(COMMUNE, StepName.NOTIFY_HEALTH),
            Hands(COMMUNE, HEALTH),
            verified(POLICE),
            Takes(HEALTH, StepName.REQUEST_FULL_VERIFICATION, {"finding": "Chưa đủ giấy tờ"}),
            identified(by=POLICE, source="person_or_relatives", paper="police_confirmation"),
            assessed(HEALTH),
            Hands(HEALTH, CENTRE),
            Writes(CENTRE, "plans", AGREED),
            Takes(CENTRE, StepName.START_REINTEGRATION),
            *closed(CENTRE),
        ),
    ),
    Pathway.RESCUED: Way(
        POST,
        (
            milestone(POST, "interpreter_found"),
            Hands(POST, COMMUNE),
            Hands(COMMUNE, HEALTH),
            verified(POLICE),
            identified(by=POLICE, source="rescuing_body", paper="rescuing_body_confirmation"),
            assessed(HEALTH),
            Writes(HEALTH, "plans", AGREED),
            Takes(HEALTH, StepName.RETURN_HOME),
            *closed(HEALTH),
        ),
        asks=("interpreter_found",),
    ),
    Pathway.ABROAD: Way(
        MISSION,
        (
            milestone(MISSION, "host_country_notified"),
            milestone(MISSION, "domestic_check_requested"),
            milestone(MISSION, "domestic_check_answered"),
            Writes(MISSION, "papers", PAPER),
            milestone(MISSION, "travel_paper_issued"),
            Hands(MISSION, HEALTH),
            identified(by=HEALTH, source="mission", paper="ministry_confirmation"),
            assessed(HEALTH),
            Hands(HEALTH, SHELTER),
            Writes(SHELTER, "plans", AGREED),
            Takes(SHELTER, StepName.START_REINTEGRATION),
            *closed(SHELTER),
        ),
        asks=(
            "domestic_check_answered",
            "domestic_check_requested",
            "host_country_notified",
            "travel_paper_issued",
        ),
    ),
    Pathway.RETURNED: Way(
        POST,
        (
            milestone(POST, "minutes_signed"),
            milestone(POST, "return_certified"),
            assessed(COMMUNE),
            PlansForChild(COMMUNE),
            Hands(POST, COMMUNE),
            Hands(COMMUNE, HEALTH),
            milestone(HEALTH, "choice_heard"),
            milestone(HEALTH, "relatives_told"),
            verified(POST),
            identified(by=POST, source="foreign_body", paper="legalised_foreign_document"),
            Writes(
                HEALTH,
                "best-interest",
                {"decision": "Về với bà ngoại", "guardian": "Bà ngoại", "heard_child": True},
            ),
            Takes(HEALTH, StepName.GIVE_TO_RELATIVES, {"collected_by": "Bà ngoại"}),
            *closed(HEALTH),
        ),
        is_child=True,
        asks=("choice_heard", "minutes_signed", "relatives_told", "return_certified"),
    ),
    Pathway.FOREIGN_NATIONAL: Way(
        POLICE,
        (
            milestone(POLICE, "interpreter_found"),
            milestone(POLICE, "consulate_told"),
            Hands(POLICE, HEALTH),
            verified(POLICE),
            identified(by=POLICE, source="foreign_body", paper="police_confirmation"),
            assessed(HEALTH),
            Takes(HEALTH, StepName.REPATRIATE),
        ),
        nationality="LAO",
        asks=("consulate_told", "interpreter_found"),
    ),
}
