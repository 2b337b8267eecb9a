"""The company that is fuzzed: somebody of each kind, and one of most things, so that requests meet more than `404`."""

import dataclasses

from stand import HANDLE, PASSWORD, Caller, Stand


@dataclasses.dataclass(frozen=True)
class Actor:
    """Somebody who calls. `reaches`: so many operations at least have to go well, or the run has shown nothing."""
    name: str
    reaches: int
    examples: int  # of fuzzing, for each operation, in the short form


ACTORS = (Actor("owner", 80, 3), Actor("member", 30, 1), Actor("customer", 8, 1), Actor("app", 1, 1), Actor("nobody", 1, 1))


def furnish(stand: Stand) -> tuple[dict[str, Caller], str]:
    """Fills the company of a fresh stand; who calls, by the name of the actor, and the code of a way to it."""
    boss, nobody = stand.boss, Caller(stand)
    for user, name in (("emma", "Emma Lindqvist"), ("omar", "Omar Haddad"), ("wang.wei", "王伟")):
        boss("member.create", userid=user, name=name, password=PASSWORD)
        boss("member.verify", member=user)
    emma = stand.signed_in("emma")
    group = boss("group.create", name="Everybody", members=["emma", "omar", "wang.wei"])["id"]
    for number, who in enumerate((boss, emma)):
        who("message.send", conversation=group, client_id=f"first-{number}", kind="text", body={"text": "Hello 你好"})
    boss("conversation.open_direct", peer="emma")
    boss("robot.create", conversation=group, name="Builds")
    boss("department.create", name="Sales")
    boss("webhook.create", url="https://hooks.example/weft", events=["customer.*"], enabled=False)
    way = boss("contact_way.create", employees=["emma"], title="Talk to us")
    code = way["path"].removeprefix("/c/")
    visit = nobody("visit.start", code=code, name="Paula", message="Is it in stock?")
    app = boss("app.create", name="Shop", range={"everybody": True})
    token = nobody("app_token.create", company=HANDLE, app=app["app"]["app"], secret=app["secret"])["token"]
    return {"owner": boss, "member": emma, "customer": Caller(stand, visit["token"]), "app": Caller(stand, token),
            "nobody": nobody}, code
