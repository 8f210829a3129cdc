"""Sends a table as an e-mail: readable as plain text and as HTML, and attached as a CSV file.

A server that wants a login gets SMTP_USER and SMTP_PASSWORD of the environment; they belong in the secrets of the
agent, never in the code or the input.

Exit codes: 0 the server took the message, 2 the input is wrong, 3 no server answered (or not safely),
4 the server refused the login or the message.
"""

import csv
import io
import os
import smtplib
import ssl
import sys
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from html import escape

WRONG_INPUT, NO_SERVER, REFUSED = 2, 3, 4
TIMEOUT_SECONDS = 20


def main(
    host: str,
    sender: str,
    recipient: str,
    table: str,
    port: int = 587,
    subject: str = "Report",
    use_tls: bool = True,
) -> dict:
    """Send a table as an e-mail.

    Args:
        host: name or address of the SMTP server
        sender: address the message comes from
        recipient: address the message goes to
        table: CSV text whose first line holds the headings
        port: 587 where the connection turns to TLS, 25 for a server next door
        subject: subject of the message
        use_tls: false only for a server on a network you trust
    """
    headings, *rows = list(csv.reader(io.StringIO(table))) or [[]]
    if not headings:
        give_up(WRONG_INPUT, "table is empty: the first line must hold the headings")
    try:
        message = build_message(headings, rows, table)
        message["Subject"], message["From"], message["To"] = subject, sender, recipient
    except ValueError as error:  # a line break in a subject or an address would smuggle in headers
        give_up(WRONG_INPUT, f"subject, sender or recipient cannot stand in a message: {error}")

    try:
        send(message, host, port, use_tls)
    except (smtplib.SMTPConnectError, smtplib.SMTPNotSupportedError) as error:  # it is closed, or knows no TLS
        give_up(NO_SERVER, f"{host}:{port} cannot be used: {describe(error)}")
    except smtplib.SMTPServerDisconnected as error:
        give_up(NO_SERVER, f"{host}:{port} hung up: {error}")
    except smtplib.SMTPException as error:
        give_up(REFUSED, f"{host}:{port} refused: {describe(error)}")
    except OSError as error:  # names that do not resolve, closed ports, time limits, certificates nobody vouches for
        give_up(NO_SERVER, f"{host}:{port} cannot be used: {error}")

    print(f"sent {len(rows)} rows to {recipient} by {host}:{port}")
    return {"rows": len(rows), "recipient": recipient, "messageId": message["Message-ID"]}


def build_message(headings: list[str], rows: list[list[str]], table: str) -> EmailMessage:
    """The three forms of the report, without the addresses."""
    message = EmailMessage()
    message["Date"] = formatdate(localtime=True)
    message["Message-ID"] = make_msgid(domain="automa.invalid")
    message.set_content(to_text([headings, *rows]))
    message.add_alternative(to_html(headings, rows), subtype="html")
    message.add_attachment(table.encode(), maintype="text", subtype="csv", filename="report.csv")
    return message


def to_text(lines: list[list[str]]) -> str:
    """Columns as wide as their widest cell."""
    columns = max(len(line) for line in lines)
    padded = [line + [""] * (columns - len(line)) for line in lines]
    widths = [max(len(line[column]) for line in padded) for column in range(columns)]
    text = "\n".join("  ".join(map(str.ljust, line, widths)).rstrip() for line in padded)
    return f"{text}\n\n{len(lines) - 1} rows\n"


def to_html(headings: list[str], rows: list[list[str]]) -> str:
    def row(tag: str, cells: list[str]) -> str:
        return "<tr>" + "".join(f"<{tag}>{escape(cell)}</{tag}>" for cell in cells) + "</tr>\n"

    body = "".join(row("td", cells) for cells in rows)
    return f"<!doctype html>\n<table>\n{row('th', headings)}{body}</table>\n<p>{len(rows)} rows</p>\n"


def send(message: EmailMessage, host: str, port: int, use_tls: bool) -> None:
    user, password = os.environ.get("SMTP_USER"), os.environ.get("SMTP_PASSWORD")
    if user and not use_tls:
        give_up(WRONG_INPUT, "SMTP_USER is set, but use_tls is off: the password would travel in the clear")
    with smtplib.SMTP(host, port, timeout=TIMEOUT_SECONDS) as server:
        if use_tls:
            server.starttls(context=ssl.create_default_context())  # checks the certificate and the host's name
        if user:
            server.login(user, password or "")
        server.send_message(message)


def describe(error: smtplib.SMTPException) -> str:
    """What the server said, where it said something."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return "; ".join(f"{address}: {said(code, text)}" for address, (code, text) in error.recipients.items())
    if isinstance(error, smtplib.SMTPResponseException):
        return said(error.smtp_code, error.smtp_error)
    return str(error)


def said(code: int, text: bytes | str) -> str:
    return f"{code} {text.decode(errors='replace') if isinstance(text, bytes) else text}"


def give_up(code: int, sentence: str) -> None:
    print(sentence, file=sys.stderr)
    raise SystemExit(code)
