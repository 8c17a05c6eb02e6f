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
def command(host: str, port: int, admin: str | None, admin_password: str | None) -> None:
    """Open the office: cases that a team reviews, decides with four eyes and watches after the sale."""
    from duecare.cli.options import office_ready

    server = office_ready()

    def say(text: str) -> None:
        click.echo(text, err=True)

    server.prepare(say)
    server.first_administrator(admin, admin_password, say)
    server.serve(host, port, say)
