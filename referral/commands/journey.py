"""`referral journey check | show | diagram`: proves, prints and draws the journeys. It opens no database."""

import click

from workflows import switches
from workflows.by_age import at_age
from workflows.catalogue import JOURNEYS, journey_for
from workflows.journey import Back, Journey, Step
from workflows.proof import Proof
from workflows.vocabulary import ENDS, STAGE_OF, Pathway, Role, Stage, State, StepName, Words

PATHWAY = click.option(
    "--pathway",
    type=click.Choice([pathway.value for pathway in Pathway]),
    help="One pathway only.  [default: all]",
)
PROVED = (
    "every state is reached; every open state has somebody who answers, a running clock and a way out,",
    "also for who agrees to nothing, and for who turns eighteen on the way;",
    "no end without its rules; no child past a step on consent alone, or on the word of a blocked guardian;",
    "nobody moved without a fresh risk assessment, consent and somebody who accepts;",
    "no support waits for the outcome; nothing turns on co-operation; no two open steps contradict.",
)
COMES_BACK = {
    Back.SAME: Words("giữ nguyên", "stays"),
    Back.RETURNS_TO: Words("trạng thái trước khi đề nghị", "the state it was offered from"),
    Back.WITHDRAWN_FROM: Words("trạng thái để tiếp tục", "where it goes on"),
}


@click.group(name="journey")
def command() -> None:
    """Prove, print or draw the journeys."""


@command.command()
def check() -> None:
    """Prove every journey: each state reachable, owned, with a clock and a way out; each promise kept."""
    proofs = {journey.name: journey.prove() for journey in JOURNEYS}
    for name, proof in proofs.items():
        for line in _verdict(name, proof):
            click.echo(line, err=bool(proof.problems))
    broken = sum(len(proof.problems) for proof in proofs.values())
    if broken:
        raise click.ClickException(f"{broken} problems in the journeys.")
    visited = sum(proof.situations for proof in proofs.values())
    click.echo(f"Proved in {visited} situations, under the regimes of 2024 and of 2011:")
    click.echo("\n".join(f"  {line}" for line in PROVED))


def _verdict(name: str, proof: Proof) -> list[str]:
    if proof.problems:
        return [f"{name}: {problem}" for problem in proof.problems]
    walked = f"{proof.situations} situations and {proof.moves} moves walked"
    asked = f"{proof.combinations} combinations of facts, told apart by {proof.decisions} decisions"
    return [f"{name}: sound; {walked}; {asked}."]


@command.command()
@PATHWAY
@click.option("--lang", type=click.Choice(["vi", "en"]), default="vi", show_default=True)
@click.option("--age", "ages", multiple=True, help="What it says at an age, like 17, 18, 15-19 or unknown.")
def show(pathway: str | None, lang: str, ages: tuple[str, ...]) -> None:
    """Print every step: from where, to where, by whom, and what it needs; or what it says at an age."""
    youngest = {age: _youngest(age) for age in ages}
    for journey in _chosen(pathway):
        click.echo(f"{_in(journey.label, lang)} – {journey.basis}\n")
        for age, lowest in youngest.items():
            click.echo("\n".join(_told_at(age, lowest, journey, lang)))
        if not ages:
            click.echo("\n".join(_told_of(journey, lang)))
        click.echo()


def _youngest(age: str) -> int | None:
    lowest = age.partition("-")[0].strip()
    if lowest != "unknown" and not lowest.isdecimal():
        raise click.BadParameter("an age is a number of years, like 17, a span, like 15-19, or unknown")
    return int(lowest) if lowest.isdecimal() else None


def _told_at(age: str, youngest: int | None, journey: Journey, lang: str) -> list[str]:
    """Tell what differs by age: the person agrees to everything, and nobody else has spoken."""
    said = at_age(journey, youngest)
    counts = Words("trẻ em", "a child") if said.is_child else Words("người đã thành niên", "an adult")
    lines = [f"  {age}: {_in(counts, lang)}"]
    for name, refusals in said.refusals.items():
        because = " ".join(_in(refusal.because, lang) for refusal in refusals)
        lines += [f"    {name.value:<26}✗ {because}"] if refusals else []
    return [*lines, *(f"    ⏱ {_in(rule.label, lang)} – {rule.basis}" for rule in said.clocks)]


def _told_of(journey: Journey, lang: str) -> list[str]:
    begins, asks, unseen, off = (
        ("bắt đầu", "mốc", "chưa kiểm chứng", "đang tắt")
        if lang == "vi"
        else ("begins", "milestone", "unconfirmed", "switched off")
    )
    return [
        f"  {begins}: {_in(journey.begins_with, lang)}",
        *(line for step in journey.steps for line in _told(step, lang)),
        *(
            f"  {asks}: {_in(asked.milestone.words, lang)} ({_in(asked.by, lang)}) – {asked.basis} "
            f"[{asked.confidence}: {_in(asked.confidence.words, lang)}]"
            for asked in journey.milestones
        ),
        *(f"  {unseen}: {_in(words, lang)}" for words in journey.unconfirmed),
        *(f"  {off}: {_in(switch.label, lang)} – {switch.basis}" for switch in switches.ALL),
    ]


def _told(step: Step, lang: str) -> list[str]:
    by, needs, end = (" ai", "cần", "→") if lang == "vi" else ("who", "needs", "→")
    roles = ", ".join(_in(role.words, lang) for role in Role if role in step.who.roles)
    lines = [
        f"  {step.name.value:<26}{_in(step.name.words, lang)}",
        f"    {_sources(step, lang)} {end} {_destination(step, lang)}",
        f"    {by}: {_in(step.who.words, lang)} ({roles})",
        f"    {needs}: {_in(step.needs, lang)}",
    ]
    return [*lines, *([f"    {step.basis}"] if step.basis else [])]


def _sources(step: Step, lang: str) -> str:
    return ", ".join(_in(state.words, lang) for state in State if state in step.sources)


def _destination(step: Step, lang: str) -> str:
    return _in(step.dest.words if isinstance(step.dest, State) else COMES_BACK[step.dest], lang)


@command.command()
@PATHWAY
@click.option("--lang", type=click.Choice(["vi", "en"]), default="vi", show_default=True)
def diagram(pathway: str | None, lang: str) -> None:
    """Draw one journey as a Mermaid state diagram on stdout (the self-reported one, unless told)."""
    journey = journey_for(Pathway(pathway or Pathway.SELF_REPORTED.value))
    click.echo("\n".join(["stateDiagram-v2", f"    %% {_in(journey.label, lang)}", *_drawn(journey, lang)]))


def _drawn(journey: Journey, lang: str) -> list[str]:
    lines: list[str] = []
    for stage in Stage:
        states = [state for state in State if STAGE_OF[state] is stage]
        inside = [f'        state "{_in(state.words, lang)}" as {state.value}' for state in states]
        lines += [
            f'    state "{_in(stage.words, lang)}" as stage_{stage.value} {{',
            *inside,
            "    }",
        ]
    begins = [f"    [*] --> {state}" for state in (State.REPORTED, State.AT_COMMUNE, State.RECEIVED)]
    ends = [f"    {state} --> [*]" for state in State if state in ENDS]
    return [*lines, *begins, *(arrow for step in journey.steps for arrow in _arrows(step, lang)), *ends]


def _arrows(step: Step, lang: str) -> list[str]:
    label = _in(step.name.words, lang)
    return [
        f"    {source} --> {dest} : {label}"
        for source in State
        if source in step.sources
        for dest in _leads_to(step, source)
    ]


def _leads_to(step: Step, source: State) -> list[State]:
    if isinstance(step.dest, State):
        return [step.dest]
    if step.dest is Back.SAME:
        return [source]
    if step.name is StepName.REOPEN:
        return REOPENED[source]
    return [State.PROTECTED, State.TRANSFERRED, State.REINTEGRATING]


REOPENED = {
    State.CLOSED: [State.PROTECTED],
    State.NOT_VICTIM: [State.FULL_VERIFICATION],
    State.WITHDRAWN: [state for state in State if state not in ENDS | {State.TRANSFER_OFFERED}],
}


def _chosen(pathway: str | None) -> tuple[Journey, ...]:
    return (journey_for(Pathway(pathway)),) if pathway else JOURNEYS


def _in(words: Words, lang: str) -> str:
    return words.vi if lang == "vi" else words.en
