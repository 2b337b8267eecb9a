"""People of the company that the checks write to, and what they have got."""

from dialect import PASSWORD, Caller, Stand


def member(stand: Stand, userid: str, name: str, **fields) -> Caller:
    """A member who has signed in."""
    stand.boss("member.create", userid=userid, name=name, **fields)
    return stand.activated(userid, PASSWORD)


def chat_with(caller: Caller, agentid: int) -> str:
    return caller("app.enter", app=agentid)["conversation"]


def messages(caller: Caller, conversation: str) -> list[dict]:
    """The bodies of the messages of a conversation, oldest first."""
    page = caller("entry.list", conversation=conversation, limit=100)
    return [entry["body"] for entry in page["items"] if entry["kind"] == "message"]


def last(caller: Caller, conversation: str) -> dict:
    return messages(caller, conversation)[-1]
