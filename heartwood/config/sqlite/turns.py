"""A queue of threads and processes that want to write: two locks on files, kept by the kernel, which takes them back
from whoever dies."""

import fcntl
import os
from concurrent.futures import Future, InvalidStateError
from threading import Thread
from typing import Self


class Turn:
    """The lock, held by whoever's turn it is."""

    def __init__(self, path: str) -> None:
        self.descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)

    @classmethod
    def after_others(cls, path: str, patience: float) -> Self | None:
        """None when our patience has ended."""
        turn = cls(path)
        return turn if turn.comes_at_once() or turn.comes_within(patience) else None

    def comes_at_once(self) -> bool:
        try:
            fcntl.flock(self.descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def comes_within(self, patience: float) -> bool:
        """The kernel's queue knows no time-out, so a thread stands there for us. Given up, it leaves when served."""
        came: Future[None] = Future()
        Thread(target=self.wait, args=(came,), daemon=True).start()
        try:
            came.result(patience)
        except TimeoutError:
            return not came.cancel()
        return True

    def wait(self, came: Future[None]) -> None:
        fcntl.flock(self.descriptor, fcntl.LOCK_EX)
        try:
            came.set_result(None)
        except InvalidStateError:
            self.end()

    def end(self) -> None:
        os.close(self.descriptor)
