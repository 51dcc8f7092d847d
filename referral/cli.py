"""The command line: names every command and loads the one asked for. It may never load another."""

import importlib
import io
import sys
from pathlib import Path
from typing import NoReturn

import click

from referral.kernel.errors import InvalidInput, ReferralError, StepRefused, UnsafeSettings
from workflows.lawfile import LawIsWrong

COMMANDS = {
    "init": "Create the instance: settings, keys, database, first administrator.",
    "serve": "Serve the web application, with the scheduler beside it.",
    "worker": "Run the scheduler and the outbox sender alone, until it is told to stop.",
    "demo": "Fill an empty installation with a demonstration province.",
    "sweep": "Pass over the clocks once: raise what is due, and let unanswered offers lapse.",
    "journey": "Prove, print or draw the journeys.",
    "deadline": "Say when RULE, or a limit of --amount and --unit, falls due, and why then.",
    "people": "Add agencies and accounts, and mint tokens for programs.",
    "ledger": "Judge, export, sign and witness the ledger of who did and saw what.",
    "vault": "Say which keys are where, rotate them, and prove that sealed rows are genuine.",
    "upgrade": "Bring the database to the newest schema.",
    "backup": "Copy the database into FILE while it serves.",
    "restore": "Bring FILE back, where the database is gone or was moved away.",
    "doctor": "Check everything, and say what to do.",
}
"""Every command, in the order of a first day. The sentences stand here so that `--help` need load nothing."""


def choose_instance(context: click.Context, _: click.Parameter, folder: Path | None) -> None:
    """Let the folder named nearest to the command win."""
    if folder is not None:
        context.obj = folder


INSTANCE = click.Option(
    ["--instance"],
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    expose_value=False,
    callback=choose_instance,
    help="The folder of this installation.  [default: ./instance, or REFERRAL_INSTANCE]",
)


def accept_instance(command: click.Command) -> click.Command:
    """Let a command, and every one below it, be told its instance after its own name too."""
    if all(parameter.name != "instance" for parameter in command.params):
        command.params.append(INSTANCE)
    if isinstance(command, click.Group):
        for below in command.commands.values():
            accept_instance(below)
    return command


def sentence_of(error: Exception) -> str:
    """Say why, with every reason an error carries, in one line."""
    match error:
        case click.ClickException():
            return error.format_message()
        case StepRefused():
            return " ".join(f"{refusal.because.en} {refusal.remedy.en}" for refusal in error.refusals)
        case InvalidInput():
            return " ".join(
                f"{wrong.field}: {wrong.message % (wrong.values or {})}" for wrong in error.errors
            )
        case _ if is_lost_database(error):
            said = str(getattr(error, "orig", None) or "it gave no answer in time").splitlines()[0]
            return (
                f"The database does not answer ({said}). See that it runs and where the settings look for it."
            )
        case _:
            return str(error)


def is_lost_database(error: Exception) -> bool:
    """Say whether a database gave no answer; who never loaded its library cannot have asked one."""
    library = sys.modules.get("sqlalchemy.exc")
    return library is not None and isinstance(error, (library.OperationalError, library.TimeoutError))


def fail(error: Exception) -> NoReturn:
    """Say one sentence and stop: with 2 for a wrong command line, with the error's own code, or with 1."""
    click.echo(f"Error: {sentence_of(error)}", err=True)
    raise click.exceptions.Exit(getattr(error, "exit_code", 1)) from error


class LazyGroup(click.Group):
    """Every command by name; each is imported when it is run, and only then."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = importlib.import_module(f"referral.commands.{cmd_name}").command
        return accept_instance(command)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        try:
            return super().parse_args(ctx, args)
        except click.exceptions.NoArgsIsHelpError:
            raise
        except click.UsageError as error:
            fail(error)

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except click.exceptions.NoArgsIsHelpError:
            raise
        except (click.UsageError, ReferralError, UnsafeSettings, LawIsWrong, OSError) as error:
            fail(error)
        except Exception as error:
            if is_lost_database(error):
                fail(error)
            raise


@click.group(cls=LazyGroup)
@click.option(
    "--instance",
    type=click.Path(file_okay=False, path_type=Path),
    envvar="REFERRAL_INSTANCE",
    default=Path("instance"),
    metavar="DIR",
    help="The folder of this installation.  [default: ./instance, or REFERRAL_INSTANCE]",
)
@click.version_option(package_name="referral")
@click.pass_context
def cli(context: click.Context, instance: Path) -> None:
    """Keep one agency answering for each person, from the first report to reintegration."""
    context.obj = instance


def main() -> NoReturn:
    """Run the command line; what is printed is UTF-8 on every machine."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8")
    sys.exit(cli())
