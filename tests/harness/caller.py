"""Somebody of the cast at the door of a real house, without a browser: asks by HTTP, keeps cookies."""

import http.client
import http.cookies
import urllib.parse
import uuid
from contextlib import closing
from typing import NamedTuple

NO_ANSWER = (OSError, http.client.HTTPException)  # the house fell silent before or while it answered


class Answer(NamedTuple):
    status: int
    text: str
    location: str


class Caller:
    def __init__(self, port: int, email: str) -> None:
        self.port = port
        self.email = email
        self.cookies: http.cookies.SimpleCookie = http.cookies.SimpleCookie()

    def sign_in(self) -> "Caller":
        self.get("/accounts/login/")
        assert self.post("/demo/sign-in/", email=self.email).status == 302
        return self

    def get(self, path: str) -> Answer:
        return self._ask("GET", path)

    def post(self, path: str, **facts: str | list[str]) -> Answer:
        body = urllib.parse.urlencode({"csrfmiddlewaretoken": self._token, **facts}, doseq=True)
        return self._ask("POST", path, body.encode(), "application/x-www-form-urlencoded")

    def send_file(self, path: str, field: str, name: str, content: bytes) -> Answer:
        border = uuid.uuid4().hex
        token = f'--{border}\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n{self._token}\r\n'
        head = f'--{border}\r\nContent-Disposition: form-data; name="{field}"; filename="{name}"\r\n\r\n'
        body = f"{token}{head}".encode() + content + f"\r\n--{border}--\r\n".encode()
        return self._ask("POST", path, body, f"multipart/form-data; boundary={border}")

    @property
    def _token(self) -> str:
        return next((morsel.value for name, morsel in self.cookies.items() if "csrf" in name), "")

    def _ask(self, method: str, path: str, body: bytes | None = None, kind: str = "") -> Answer:
        headers = {"Cookie": "; ".join(f"{name}={morsel.value}" for name, morsel in self.cookies.items())}
        with closing(http.client.HTTPConnection("localhost", self.port, timeout=30)) as connection:
            connection.request(method, path, body, headers | ({"Content-Type": kind} if kind else {}))
            with connection.getresponse() as answer:
                text = answer.read().decode(errors="replace")
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            self.cookies.load(cookie)
        return Answer(answer.status, text, answer.headers.get("Location", ""))
