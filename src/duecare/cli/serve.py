"""`duecare serve`: the office, for a team, in the browser."""

from __future__ import annotations

import click


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address that is listened on.")
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="The port.")
@click.option("--admin", help="Name of the first administrator; `admin` if not given.")
@click.option(
    "--admin-password",
    envvar="OFFICE_ADMIN_PASSWORD",
    help="Password of the first administrator, better in OFFICE_ADMIN_PASSWORD; one is made if not given.",
)
@click.option("--demo", is_flag=True, help="A filled office of a made-up company, thrown away and made anew each time.")
@click.option(
    "--processes",
    type=click.IntRange(1, 64),
    help="How many processes answer; as many as there are cores, two at most, if not given, and one with --demo.",
)
@click.option("--no-worker", is_flag=True, help="Start no worker: `duecare office work` runs elsewhere.")
def command(
    host: str, port: int, admin: str | None, admin_password: str | None, demo: bool, processes: int | None,
    no_worker: bool,
) -> None:  # fmt: skip
    """Open the office: cases that a team reviews, decides with four eyes and watches after the sale."""
    from duecare.cli.options import office_installed
    from duecare.errors import InputError

    if demo and (processes or 1) > 1:
        raise InputError("the demo answers with one process", hint="leave --processes out")

    server = office_installed()

    def say(text: str) -> None:
        click.echo(text, err=True)

    taken = server.listen(host, port)
    if demo:
        server.demo_folder()
    server.ready()
    from duecare.office.holding import open_office
    from duecare.office.processes import usual

    with server.usable_database(), open_office("server"):
        server.prepare(say)
        if demo:
            from duecare.office.operations.demo import fill

            fill(say)
        else:
            server.first_administrator(admin, admin_password, say)
        count = processes or (1 if demo else usual())
        server.serve(taken, say, works=not no_worker, processes=count)
