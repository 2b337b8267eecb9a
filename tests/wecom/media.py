"""Files that apps and robots bring and get: forms, well-formed and not."""

import http.client
import json
import os
import urllib.parse

from dialect import App, Stand, shaped
from messages import picture
from people import chat_with, last, member

BOUNDARY = "-------------------------acebdf13572468"
STORED = {"errcode": 0, "errmsg": "ok", "type": str, "media_id": str, "created_at": str}
SAMPLES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "files", "samples")


def sample(name: str) -> bytes:
    with open(os.path.join(SAMPLES, name), "rb") as file:
        return file.read()


def part(content: bytes, name: str = "media", disposition: str = '; filename="wework.txt"; filelength=6',
         boundary: str = BOUNDARY) -> bytes:
    return (f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"{disposition}\r\n'
            "Content-Type: application/octet-stream\r\n\r\n").encode() + content + b"\r\n"


def form(*parts: bytes, boundary: str = BOUNDARY, end: bytes = b"--\r\n") -> bytes:
    return b"".join(parts) + b"--" + boundary.encode() + end


class Media:
    def __init__(self, stand: Stand):
        self.stand = stand
        self.app = App(stand, "Media")
        self.other = App(stand, "Media too")
        self.eve = member(stand, "mediaeve", "Eve")
        self.chat = chat_with(self.eve, self.app.agentid)

    def put(self, body: bytes, kind: str = "file", path: str = "media/upload", content_type: str | None = None,
            query: dict | None = None, token: bool = True) -> dict:
        query = ({"type": kind} if query is None else query) | ({"access_token": self.app.token} if token else {})
        status, headers, answer = self.app.raw("POST", path, query, body, {
            "Content-Type": content_type or f"multipart/form-data; boundary={BOUNDARY}"})
        assert status == 200 and headers["content-type"].startswith("application/json"), (status, answer)
        return json.loads(answer)

    def fetch(self, media: str, app: App | None = None, headers: dict | None = None):
        app = app or self.app
        return app.raw("GET", "media/get", {"access_token": app.token, "media_id": media}, headers=headers)

    def files_come_and_go(self):
        told = self.put(form(part(b"mytext")))
        shaped(told, STORED | {"type": "file"})
        assert told["created_at"].isdigit()
        status, headers, content = self.fetch(told["media_id"])
        assert (status, content) == (200, b"mytext"), (status, content)
        assert headers["content-disposition"].startswith("attachment") and "wework.txt" in headers["content-disposition"]
        status, headers, content = self.fetch(told["media_id"], headers={"Range": "bytes=2-4"})
        assert (status, content, headers["content-range"]) == (206, b"tex", "bytes 2-4/6"), (status, content, headers)
        assert headers["accept-ranges"] == "bytes"

    def all_apps_share_them(self):
        media = self.put(form(part(b"shared text")))["media_id"]
        assert self.fetch(media, self.other)[2] == b"shared text"
        eve = chat_with(self.eve, self.other.agentid)
        self.other.post("message/send", {"touser": "mediaeve", "msgtype": "file", "agentid": self.other.agentid,
                                         "file": {"media_id": media}})
        assert last(self.eve, eve)["name"] == "wework.txt"
        assert self.app.code("message/send", body={
            "touser": "mediaeve", "msgtype": "image", "agentid": self.app.agentid, "image": {"media_id": media}}) != 0

    def pictures_and_voices_are_sent(self):
        image = self.put(form(part(picture(1), disposition='; filename="a.png"')), "image")
        shaped(image, STORED | {"type": "image"})
        voice = self.put(form(part(sample("voice.amr"), disposition='; filename="a.amr"')), "voice")
        shaped(voice, STORED | {"type": "voice"})
        video = self.put(form(part(sample("clip.mp4"), disposition='; filename="a.mp4"')), "video")
        shaped(video, STORED | {"type": "video"})
        for kind, told in (("image", image), ("voice", voice), ("video", video)):
            self.app.post("message/send", {"touser": "mediaeve", "msgtype": kind, "agentid": self.app.agentid,
                                           kind: {"media_id": told["media_id"]}})
            assert last(self.eve, self.chat)["kind"] == kind

    def names_are_read(self):
        for disposition, name in (('; filename="中文 名.txt"', "中文 名.txt"), ("; filename=plain.txt", "plain.txt"),
                                  ("; filename=\"x.txt\"; filename*=UTF-8''%E4%B8%AD%E6%96%87.txt", "中文.txt"),
                                  ('; filename="C:\\\\dir\\\\a;b.txt"', "a;b.txt"), ('; filename="a\\"b.txt"', 'a"b.txt'),
                                  ('; filename="../../etc/passwd"', "passwd"), ('; filename=""', "media"), ("", "media")):
            media = self.put(form(part(b"mytext", disposition=disposition)))["media_id"]
            self.app.post("message/send", {"touser": "mediaeve", "msgtype": "file", "agentid": self.app.agentid,
                                           "file": {"media_id": media}})
            assert last(self.eve, self.chat)["name"] == name, (disposition, last(self.eve, self.chat))

    def large_files_stream(self):
        content = bytes(range(256)) * (18 << 12)  # 18 MiB
        media = self.put(form(part(content)))["media_id"]
        assert self.fetch(media)[2] == content
        assert self.put(form(part(bytes(20 << 20) + b"more")))["errcode"] == 40006
        assert self.put(form(part(bytes((2 << 20) + 100))), "voice")["errcode"] == 40006

    def boundaries_may_come_in_pieces(self):
        body = form(part(b"one\r\n--" + BOUNDARY[:-1].encode() + b"x\r\n--two"))
        for size in (1, 7, 1000):
            connection = http.client.HTTPConnection("127.0.0.1", self.stand.port, timeout=60)
            query = urllib.parse.urlencode({"access_token": self.app.token, "type": "file"})
            connection.request("POST", "/cgi-bin/media/upload?" + query, encode_chunked=True,
                               body=(body[at:at + size] for at in range(0, len(body), size)),
                               headers={"Content-Type": f'multipart/form-data; boundary="{BOUNDARY}"',
                                        "Transfer-Encoding": "chunked"})
            told = json.loads(connection.getresponse().read())
            connection.close()
            assert told["errcode"] == 0, told
            assert self.fetch(told["media_id"])[2] == body[body.index(b"one"):body.rindex(b"\r\n--")]

    def other_parts_do_no_harm(self):
        told = self.put(b"preamble\r\n" + form(part(b"12", "filelength", ""), part(b"mytext"), part(b"x", "late", "")) + b"epilogue")
        assert self.fetch(told["media_id"])[2] == b"mytext"
        assert self.put(form(part(b"mytext"), end=b"--"))["errcode"] == 0  # no line's end behind the last one

    def broken_forms_are_told(self):
        good = form(part(b"mytext"))
        assert self.put(good, content_type="multipart/form-data")["errcode"] == 41005
        assert self.put(good, content_type="application/json")["errcode"] == 41005
        assert self.put(good, content_type="multipart/form-data; boundary=" + "x" * 71)["errcode"] == 41005
        assert self.put(good, content_type="multipart/form-data; boundary=other")["errcode"] == 41005
        assert self.put(part(b"mytext"))["errcode"] == 41005  # cut off
        assert self.put(b"")["errcode"] == 41005
        assert self.put(form(part(b"mytext"), part(b"mytext")))["errcode"] == 41005
        assert self.put(form(part(b"mytext", "other", "")))["errcode"] == 41005
        assert self.put(form(part(b"mytext", disposition='; filename="' + "x" * 20000 + '"')))["errcode"] == 41005
        assert self.put(form(*[part(b"x", f"p{i}", "") for i in range(30)]))["errcode"] == 41005
        assert self.put(bytes(100000))["errcode"] == 41005
        assert self.put(form(part(b"")))["errcode"] == 44001
        assert self.put(form(part(b"tiny")))["errcode"] == 40006
        assert self.put(good, "image")["errcode"] == 40004
        assert self.put(good, "sculpture")["errcode"] == 40005
        assert self.put(good, query={})["errcode"] == 40005
        assert self.put(good, token=False)["errcode"] == 41001
        assert self.put(good, query={"type": "file", "access_token": "junk"}, token=False)["errcode"] == 40014

    def unknown_media_is_told(self):
        for media in ("1G6nrLmr5EC3MMb_-zK1dDdzmd0p7cNliYu9V5w7o8K0", "0199aaaa-0000-7000-8000-000000000000"):
            status, headers, answer = self.fetch(media)
            assert status == 200 and headers["content-type"].startswith("application/json")
            assert json.loads(answer)["errcode"] == 40007
        mine = self.eve.upload(__file__, "file")  # a member's own file is none of the apps'
        assert json.loads(self.fetch(mine)[2])["errcode"] == 40007

    def attachments_are_stored(self):
        told = self.put(form(part(picture(2), disposition='; filename="a.png"')), path="media/upload_attachment",
                        query={"media_type": "image", "attachment_type": "1"})
        shaped(told, {"errcode": 0, "errmsg": "ok", "type": "image", "media_id": str, "created_at": int})
        wrong = {"media_type": "image", "attachment_type": "9"}
        assert self.put(form(part(b"mytext")), path="media/upload_attachment", query=wrong)["errcode"] == 40035

    def robots_bring_files(self):
        self.stand.boss("member.create", userid="mediajoe", name="Joe")
        group = self.eve("group.create", name="Media robots", members=["mediajoe"])["id"]
        key = self.eve("robot.create", conversation=group, name="Files")["key"]

        def put(body: bytes, kind: str, key: str = key) -> dict:
            return self.put(body, path="webhook/upload_media", query={"key": key, "type": kind}, token=False)
        for kind, content in (("file", b"mytext"), ("voice", sample("voice.amr"))):
            told = put(form(part(content)), kind)
            shaped(told, STORED | {"type": kind})
            said = self.app.ask("webhook/send", {"key": key}, {"msgtype": kind, kind: {"media_id": told["media_id"]}}, token=False)
            assert said["errcode"] == 0, said
            assert last(self.eve, group)["kind"] == kind
        assert json.loads(self.fetch(told["media_id"])[2])["errcode"] == 40007  # the robot's alone
        assert put(form(part(b"mytext")), "file", "693a91f6-7xxx-4bc4-97a0-0ec2sifa5aaa")["errcode"] == 93000
        assert put(form(part(b"mytext")), "image")["errcode"] == 40005


def checks(stand: Stand):
    subject = Media(stand)
    for name in ("files_come_and_go", "all_apps_share_them", "pictures_and_voices_are_sent", "names_are_read",
                 "large_files_stream", "boundaries_may_come_in_pieces", "other_parts_do_no_harm", "broken_forms_are_told",
                 "unknown_media_is_told", "attachments_are_stored", "robots_bring_files"):
        yield name.replace("_", " "), getattr(subject, name)
