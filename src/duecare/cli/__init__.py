"""The command line: one thin module a verb, each loaded only when it is called."""

from __future__ import annotations

import sys
from importlib import import_module

import click

import duecare
from duecare.errors import DuecareError

VERBS = {
    "review": "review one or more transactions",
    "paper": "papers to file or send: board pack, condition list, end-use statement",
    "questions": "what to find out next, ranked by effect on the outcome",
    "answer": "record an answer in the transaction's own file",
    "explain": "why a red flag is raised, clear, open or resolved",
    "replay": "judge a written review again and compare byte for byte",
    "template": "write a blank transaction to fill in",
    "scope": "what a product can do, from its own words: a text, files or a whole catalogue",
    "design-review": "how a product could be misused, and what its design can do about it",
    "screen": "find a party, or a table of parties, on the lists that are loaded",
    "data": "load official lists, from their publishers or from files; what is loaded and how old",
    "party": "what kind of body a name names, how close to the government, and on which words",
    "ownership": "who is blocked or caught because of its owners, certainly or possibly, and why",
    "country": "what is practised, laid down and on record of a country",
    "countries": "a world map with a table, and countries side by side",
    "agency": "what a police force, service or other agency is on record for",
    "portfolio": "a whole order book: reviewed, shown, compared, explained",
    "watch": "bring a portfolio's result up to date after a data pull, and tell whose outcome changed",
    "serve": "open the office: cases for a team, in the browser",
    "office": "back up an office, put it back, verify it, do its background work",
    "guidance": "list, show, check, compare and test the instruments",
}


class _Verbs(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in VERBS:
            return None
        command = getattr(import_module(f"duecare.cli.{cmd_name.replace('-', '_')}"), "command")  # noqa: B009
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in VERBS and not args[0].startswith("-"):
            from difflib import get_close_matches

            near = get_close_matches(args[0], VERBS, n=1)
            hint = f" Did you mean {near[0]}?" if near else ""
            ctx.fail(f"No command {args[0]!r}; there are {', '.join(VERBS)}.{hint}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(VERBS.items()))


@click.command(cls=_Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(duecare.__version__, prog_name="duecare")
def cli() -> None:
    """Human-rights due diligence for sales and exports of technology with surveillance capabilities.

    Duecare prepares a decision; it does not give legal advice.
    """


def main(args: list[str] | None = None) -> None:
    """Run the command line; errors are one line on standard error and exit code 2, never a traceback."""
    try:
        cli.main(args=args, standalone_mode=False)
    except click.exceptions.Exit as leaving:
        sys.exit(leaving.exit_code)
    except click.Abort:
        print("duecare: stopped; nothing was written", file=sys.stderr)
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except (DuecareError, KeyboardInterrupt) as error:
        if isinstance(error, KeyboardInterrupt):
            print("duecare: stopped; nothing was left half-written", file=sys.stderr)
            sys.exit(130)
        print(f"duecare: {error}", file=sys.stderr)
        sys.exit(2)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(1)
    except OSError as error:  # a full disk behind standard output
        print(f"duecare: cannot be written: {error.strerror}", file=sys.stderr)
        sys.exit(2)
    except MemoryError:
        print("duecare: out of memory; nothing was left half-written", file=sys.stderr)
        sys.exit(2)
