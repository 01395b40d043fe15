"""App: every command by its name and its place, and how an error of one reaches a person."""

import tempfile
from collections.abc import Sequence
from pathlib import Path

import typer

from models.errors import HandoverError
from portal.cli.exits import Exit, exit_code_of, say_error, say_usage_error
from portal.cli.groups import LazyGroup
from portal.cli.speech import complain
from services.disk_faults import ROOM, explain_fault, find_full

_AUDIT = LazyGroup(
    "audit",
    "The audit chain: who did what when.",
    {
        "verify": "audit_commands:verify_audit",
        "list": "audit_commands:list_audit",
        "export": "audit_commands:export_audit",
        "guard": "audit_commands:guard",
    },
)
_ACT = LazyGroup(
    "act",
    "What people do to a handover.",
    {
        "answer": "act_commands:answer",
        "ask-peer": "act_commands:ask_peer",
        "records": "act_commands:records",
        "agree": "act_commands:agree",
        "edit": "act_commands:edit",
        "changes": "people_commands:changes",
        "agree-change": "people_commands:agree_change",
        "refuse-change": "people_commands:refuse_change",
        "fallback": "people_commands:fallback",
        "show-record": "people_commands:show_record",
        "strike-out": "act_commands:strike_out",
        "sources": "consent_commands:sources",
        "allow": "consent_commands:allow",
        "refuse": "consent_commands:refuse",
        "found": "consent_commands:found",
        "keep": "consent_commands:keep",
        "mark-private": "consent_commands:mark_private",
        "correct": "consent_commands:correct",
        "describe": "consent_commands:describe",
        "sign": "act_commands:sign",
        "send-back": "act_commands:send_back",
        "fetch": "receiver_commands:fetch",
        "items": "receiver_commands:items",
        "read-back": "receiver_commands:read_back",
        "accept": "receiver_commands:accept",
        "decline": "receiver_commands:decline",
        "survey": "receiver_commands:survey",
        "gaps": "receiver_commands:gaps",
        "answer-gap": "receiver_commands:answer_gap",
        "waive": "receiver_commands:waive",
        "owner": "receiver_commands:owner",
        "give-items": "people_commands:give_items",
        "receiver": "change_commands:receiver",
        "reschedule": "change_commands:reschedule",
        "reassign": "change_commands:reassign",
        "people": "people_commands:people",
        "correct-person": "people_commands:correct_person",
        "reopen": "change_commands:reopen",
        "hold": "change_commands:hold",
        "return": "change_commands:agree_return",
        "tick": "change_commands:tick",
        "close": "change_commands:close",
    },
)
_MAIL = LazyGroup(
    "mail",
    "Mail that does not arrive.",
    {"list": "staff_commands:list_refused", "retry": "staff_commands:retry"},
)
_STAFF = LazyGroup(
    "staff",
    "Who has a staff role, such as HR, in which office.",
    {
        "add": "staff_commands:add",
        "remove": "staff_commands:remove",
        "list": "staff_commands:list_staff",
    },
)
_OFFICE = LazyGroup(
    "office",
    "The places of the organization, a tree, and the policy of each.",
    {
        "add": "office_commands:add",
        "list": "office_commands:list_all",
        "move": "office_commands:move",
        "profile": "office_commands:profile",
    },
)
_TOKEN = LazyGroup(
    "token",
    "Keys with which scripts act for a person.",
    {
        "create": "staff_commands:create",
        "list": "staff_commands:list_tokens",
        "revoke": "staff_commands:revoke",
    },
)
app = LazyGroup(
    "baton",
    "Baton carries what a leaver knows to the person who comes next.",
    {
        "demo": "run_commands:demo",
        "run": "run_commands:run",
        "up": "up_command:up",
        "start": "start_commands:start",
        "resume": "start_commands:resume",
        "questions": "prepare_commands:questions",
        "harvest": "prepare_commands:harvest",
        "render": "prepare_commands:render",
        "verify": "look_commands:verify",
        "list": "look_commands:list_all",
        "show": "look_commands:show",
        "cancel": "start_commands:cancel",
        "doctor": "database_commands:doctor",
        "backup": "database_commands:backup",
        "restore": "database_commands:restore",
        "purge": "retention_commands:purge",
        "erase": "retention_commands:erase",
        "audit": _AUDIT,
        "act": _ACT,
        "mail": _MAIL,
        "office": _OFFICE,
        "staff": _STAFF,
        "token": _TOKEN,
    },
    epilog="Exit codes: 0 done; 1 done, and something is wrong (named on stderr); 2 bad input, "
    "nothing written; 3 a part could not be reached, trying again may help. "
    "With --debug an error shows where in the code it arose.",
)


def run_command(arguments: Sequence[str], *, is_debug: bool) -> int:
    """Run one command and return its exit code; with `is_debug` errors are raised, not printed."""
    # Typer's own main says a wrong option in three lines, and Ctrl-C in none.
    try:
        with app.make_context("baton", list(arguments)) as context:
            if "--help" not in arguments:
                # Imported late: help loads no database.
                from portal.recovering import recover  # noqa: PLC0415 - see above

                try:
                    recover()
                except HandoverError:
                    # The doctor says it among everything else.
                    if "doctor" not in arguments[:1]:
                        raise
            app.invoke(context)
    except typer.Exit as left:
        return left.exit_code
    except BrokenPipeError:
        raise
    except Exception as error:
        if is_debug:
            raise
        return _say(error)
    return Exit.done


def _say(error: Exception) -> Exit:
    if isinstance(error, HandoverError):
        say_error(error)
        return exit_code_of(error)
    if isinstance(error, typer.TyperException):
        say_usage_error(error)
        return Exit.bad_input
    fault = (isinstance(error, OSError) and explain_fault(error)) or _find_full_disk()
    if fault:
        complain(f"baton: {fault}")
        return Exit.unreachable
    # The last resort: a person never sees a traceback.
    complain(f"baton: this should not have happened: {type(error).__name__}: {error}")
    complain(
        "baton: what was saved before is kept, unless baton doctor says otherwise; run the same "
        "command with --debug to see where it was."
    )
    return Exit.unreachable


def _find_full_disk() -> str | None:
    """Return what a full disk is called, which libraries call by many names."""
    # Imported late: what goes well needs none of it.
    from services.settings import Settings  # noqa: PLC0415 - see above

    try:
        full = find_full(Settings().data, Path(tempfile.gettempdir()))
    except (HandoverError, OSError):
        return None
    return f'the disk of "{full}" is full: {ROOM}' if full else None
