"""Each row of the fault catalogue (telegram.md 2b) is understood, whatever the library makes of it."""

from datetime import timedelta

import pytest
from telegram import error as said

from bot.faults import Fault, Kind, Verdict, after_doubt, classify, reason_of
from bot.request import ServerTrouble, Unanswered, Unsent
from models.kinds import Doubt

GROUP, PERSON, NOBODY = -1001, 5001, 0
TOKEN = "123456789:AAabcdefghijklmnopqrstuvwxyz0123456"


def because(error: Exception, cause: Exception) -> Exception:
    error.__cause__ = cause
    return error


NOT_MODIFIED = (
    "Bad Request: message is not modified: specified new message content and reply markup are exactly "
    "the same as a current content and reply markup of the message"
)
TOO_OLD = "Bad Request: query is too old and response timeout expired or query ID is invalid"
B, F = said.BadRequest, said.Forbidden

CATALOGUE: list[tuple[Exception, str, int, Kind]] = [
    # flood
    (said.RetryAfter(17), "sendMessage", GROUP, Kind.WAIT),
    (said.NetworkError("Too Many Requests: retry after 0"), "sendMessage", GROUP, Kind.WAIT),
    # nobody knows
    (ServerTrouble("server error (500)"), "sendMessage", GROUP, Kind.DOUBT),
    (said.NetworkError("Internal Server Error"), "sendMessage", GROUP, Kind.DOUBT),
    (
        said.NetworkError("Bad Gateway (502). Parsing the server response b'<html>' failed"),
        "x",
        1,
        Kind.DOUBT,
    ),
    (said.NetworkError("Gateway Timeout (504)"), "sendMessage", GROUP, Kind.DOUBT),
    (said.TelegramError("Invalid server response"), "sendMessage", GROUP, Kind.DOUBT),
    (because(said.TimedOut(), Unanswered("SocketTimeoutError")), "sendMessage", GROUP, Kind.DOUBT),
    (because(said.NetworkError("gone"), Unanswered("ServerDisconnectedError")), "x", 1, Kind.DOUBT),
    # never left
    (because(said.NetworkError("refused"), Unsent("ClientConnectorError")), "x", GROUP, Kind.NOT_SENT),
    (because(said.TimedOut(), Unsent("ConnectionTimeoutError")), "x", GROUP, Kind.NOT_SENT),
    # moved
    (said.ChatMigrated(-100777), "sendMessage", GROUP, Kind.MIGRATED),
    (B("Bad Request: group chat was upgraded to a supergroup chat"), "sendMessage", GROUP, Kind.GROUP_LOST),
    # people
    (F("Forbidden: bot was blocked by the user"), "sendMessage", PERSON, Kind.PERSON_LOST),
    (F("Forbidden: user is deactivated"), "sendMessage", PERSON, Kind.PERSON_LOST),
    (F("Forbidden: bot can't initiate conversation with a user"), "sendMessage", PERSON, Kind.PERSON_LOST),
    (F("Forbidden: bot can't send messages to bots"), "sendMessage", PERSON, Kind.PERSON_LOST),
    (B("Bad Request: chat not found"), "sendMessage", PERSON, Kind.PERSON_LOST),
    (B("Bad Request: PEER_ID_INVALID"), "sendMessage", PERSON, Kind.PERSON_LOST),
    # groups
    (F("Forbidden: bot was kicked from the supergroup chat"), "sendMessage", GROUP, Kind.GROUP_LOST),
    (F("Forbidden: bot was kicked from the group chat"), "editMessageText", GROUP, Kind.GROUP_LOST),
    (F("Forbidden: bot is not a member of the supergroup chat"), "sendMessage", GROUP, Kind.GROUP_LOST),
    (F("Forbidden: the group chat was deleted"), "sendMessage", GROUP, Kind.GROUP_LOST),
    (B("Bad Request: chat not found"), "sendMessage", GROUP, Kind.GROUP_LOST),
    (B("Bad Request: not enough rights to send text messages to the chat"), "x", GROUP, Kind.GROUP_LOST),
    (B("Bad Request: have no rights to send a message"), "sendMessage", GROUP, Kind.GROUP_LOST),
    (B("Bad Request: CHAT_WRITE_FORBIDDEN"), "sendMessage", GROUP, Kind.GROUP_LOST),
    # topics
    (B("Bad Request: message thread not found"), "sendMessage", GROUP, Kind.TOPIC_LOST),
    (B("Bad Request: TOPIC_CLOSED"), "sendMessage", GROUP, Kind.TOPIC_LOST),
    (B("Bad Request: TOPIC_DELETED"), "sendMessage", GROUP, Kind.TOPIC_LOST),
    # as good as done
    (B(NOT_MODIFIED), "editMessageText", GROUP, Kind.DONE),
    (B(TOO_OLD), "answerCallbackQuery", NOBODY, Kind.DONE),
    (B("Bad Request: QUERY_ID_INVALID"), "answerCallbackQuery", NOBODY, Kind.DONE),
    (B("Bad Request: message to delete not found"), "deleteMessage", GROUP, Kind.DONE),
    # stale
    (B("Bad Request: message to edit not found"), "editMessageText", GROUP, Kind.STALE),
    (B("Bad Request: message can't be edited"), "editMessageText", GROUP, Kind.STALE),
    (B("Bad Request: message can't be deleted"), "deleteMessage", GROUP, Kind.STALE),
    (B("Bad Request: message can't be deleted for everyone"), "deleteMessage", GROUP, Kind.STALE),
    (B("Bad Request: message to be replied not found"), "sendMessage", PERSON, Kind.REPLY),
    # our mistakes
    (B("Bad Request: can't parse entities: unsupported start tag"), "sendMessage", PERSON, Kind.UNFIT),
    (B("Bad Request: message is too long"), "sendMessage", PERSON, Kind.UNFIT),
    (B("Bad Request: message caption is too long"), "sendPhoto", PERSON, Kind.UNFIT),
    (B("Bad Request: text must be non-empty"), "sendMessage", PERSON, Kind.UNFIT),
    (B("Bad Request: message text is empty"), "sendMessage", PERSON, Kind.UNFIT),
    (B("Bad Request: BUTTON_DATA_INVALID"), "sendMessage", PERSON, Kind.UNFIT),
    (B("Bad Request: reply markup is too long"), "sendMessage", PERSON, Kind.UNFIT),
    # media
    (B("Bad Request: wrong file identifier/HTTP URL specified"), "sendPhoto", PERSON, Kind.MEDIA),
    (B("Bad Request: wrong remote file identifier specified: wrong string length"), "x", PERSON, Kind.MEDIA),
    (B("Bad Request: file is too big"), "sendDocument", PERSON, Kind.MEDIA),
    (said.NetworkError("Request Entity Too Large"), "sendDocument", PERSON, Kind.MEDIA),
    (B("Bad Request: not enough rights to send photos to the chat"), "sendPhoto", GROUP, Kind.MEDIA),
    (B("Bad Request: VOICE_MESSAGES_FORBIDDEN"), "sendVoice", PERSON, Kind.MEDIA),
    # configuration
    (said.InvalidToken("Unauthorized"), "sendMessage", GROUP, Kind.CONFIG),
    (said.InvalidToken("Not Found"), "sendMessage", GROUP, Kind.CONFIG),
    (because(said.EndPointNotFound("no"), said.InvalidToken("Unauthorized")), "x", 1, Kind.CONFIG),
    (said.Conflict("Conflict: terminated by other getUpdates request"), "getUpdates", NOBODY, Kind.CONFIG),
    # whatever else
    (B("Bad Request: not enough rights to manage pinned messages in the chat"), "x", GROUP, Kind.UNKNOWN),
    (F("Forbidden: bot was kicked from the supergroup chat"), "pinChatMessage", GROUP, Kind.UNKNOWN),
    (B("Bad Request: something new"), "sendMessage", GROUP, Kind.UNKNOWN),
    (F("Forbidden: something new"), "sendMessage", PERSON, Kind.UNKNOWN),
    (said.NetworkError("I'm a Teapot (418)"), "sendMessage", GROUP, Kind.UNKNOWN),
    (because(said.EndPointNotFound("no"), said.InvalidToken("Not Found")), "x", 1, Kind.UNKNOWN),
    (TypeError("missing argument"), "sendMessage", GROUP, Kind.UNKNOWN),
]


@pytest.mark.parametrize(("error", "method", "lane", "kind"), CATALOGUE, ids=lambda each: str(each)[:40])
def test_every_answer_of_the_catalogue_is_understood(
    error: Exception, method: str, lane: int, kind: Kind
) -> None:
    fault = classify(error, method, lane)
    assert fault.kind is kind
    assert fault.reason
    assert len(fault.reason) <= 120


def test_every_kind_of_fault_occurs_in_the_catalogue() -> None:
    assert {kind for *_, kind in CATALOGUE} == set(Kind)


@pytest.mark.parametrize("after", [12, timedelta(seconds=12)])
def test_a_wait_is_as_long_as_telegram_says_and_bound_to_its_chat(after: int | timedelta) -> None:
    fault = classify(said.RetryAfter(after), "sendMessage", GROUP)
    assert (fault.seconds, fault.chat_bound) == (12.0, True)
    assert not classify(said.RetryAfter(after), "answerCallbackQuery", NOBODY).chat_bound


def test_a_migration_says_where_to() -> None:
    expected = Fault(Kind.MIGRATED, "group migrated", new_chat_id=-100777)
    assert classify(said.ChatMigrated(-100777), "sendMessage", GROUP) == expected


@pytest.mark.parametrize(
    ("doubt", "verdicts"),
    [
        (Doubt.REPEAT, [Verdict.AGAIN, Verdict.AGAIN, Verdict.AGAIN]),  # R1
        (Doubt.ONCE, [Verdict.AGAIN, Verdict.PARK, Verdict.PARK]),  # R4
        (Doubt.NEVER, [Verdict.DROP, Verdict.DROP, Verdict.DROP]),  # R5
    ],
)
def test_doubt_is_settled_by_the_rules(doubt: Doubt, verdicts: list[Verdict]) -> None:
    assert [after_doubt(doubt, doubts) for doubts in (1, 2, 3)] == verdicts


@pytest.mark.parametrize(
    "words",
    [
        f"Bad Request: url https://api.telegram.org/bot{TOKEN}/sendMessage is bad",
        'Bad Request: unsupported start tag "张三丰 13800138000" at byte offset 3',
        "Bad Request: field «张三丰 13800138000» is invalid",
        "Bad Request: 张三丰 13800138000 is no good" + "!" * 500,
    ],
)
def test_a_reason_holds_no_token_and_no_resident_words(words: str) -> None:
    reason = reason_of(said.BadRequest(words))
    assert TOKEN not in reason
    assert TOKEN.partition(":")[2].lower() not in reason.lower()
    assert "张" not in reason
    assert len(reason) <= 120
