"""`referral journey check | show | diagram`: proves, prints and draws the journeys. It opens no database."""

import click

from workflows.catalogue import JOURNEYS, journey_for
from workflows.journey import Back, Journey, Step
from workflows.vocabulary import ENDS, STAGE_OF, Pathway, Role, Stage, State, StepName, Words

PATHWAY = click.option(
    "--pathway",
    type=click.Choice([pathway.value for pathway in Pathway]),
    help="One pathway only.  [default: all]",
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
    broken = 0
    for journey in JOURNEYS:
        proof = journey.prove()
        broken += len(proof.problems)
        for line in _verdict(journey.name, proof.situations, proof.moves, proof.problems):
            click.echo(line, err=bool(proof.problems))
    if broken:
        raise click.ClickException(f"{broken} problems in the journeys.")


def _verdict(name: str, situations: int, moves: int, problems: tuple[str, ...]) -> list[str]:
    if problems:
        return [f"{name}: {problem}" for problem in problems]
    return [f"{name}: sound; {situations} situations and {moves} moves walked."]


@command.command()
@PATHWAY
@click.option("--lang", type=click.Choice(["vi", "en"]), default="vi", show_default=True)
def show(pathway: str | None, lang: str) -> None:
    """Print every step: from where, to where, by whom, and what it needs."""
    for journey in _chosen(pathway):
        click.echo(f"{_in(journey.label, lang)} – {journey.basis}\n")
        for step in journey.steps:
            click.echo("\n".join(_told(step, lang)))
        click.echo()


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
