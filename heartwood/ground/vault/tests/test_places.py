"""Where sealed files lie: a folder, or a bucket (a small S3 of our own on this machine). The same stories for both."""

import io
import os
import random
import stat
from datetime import timedelta

import boto3
import pytest
from django.utils.timezone import now
from moto.server import ThreadedMotoServer

from heartwood.ground.vault import files
from heartwood.ground.vault.errors import Shredded, Unreadable
from heartwood.ground.vault.files import Opened
from heartwood.ground.vault.keys import shred

pytestmark = pytest.mark.once

CLARA = "paper.Person:clara"
PLAN = "documents.Document:1/whole"
CONTENT = random.Random(7).randbytes(3_000_000)
ELSEWHERE = b"Not ours, and none of our business."


@pytest.fixture(scope="module")
def s3():
    """Listens on this machine only; the keys open nothing elsewhere."""
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    _host, port = server.get_host_and_port()
    with pytest.MonkeyPatch.context() as patch:
        for name, value in {
            "AWS_ACCESS_KEY_ID": "key",
            "AWS_SECRET_ACCESS_KEY": "secret",
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_ENDPOINT_URL_S3": f"http://127.0.0.1:{port}",
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        }.items():
            patch.setenv(name, value)
        client = boto3.client("s3")
        client.create_bucket(Bucket="willow")
        yield client
        client.close()
    server.stop()


@pytest.fixture(params=["folder", "bucket"])
def place(request, settings, tmp_path):
    """Everything that lies there, as a thief would find it."""
    if request.param == "folder":
        settings.SEALED_FILES = str(tmp_path / "files")
        yield lambda: [path.read_bytes() for path in (tmp_path / "files").rglob("*") if path.is_file()]
        return
    client = request.getfixturevalue("s3")
    settings.SEALED_FILES = f"s3://willow/{request.node.name}"
    files._place_at.cache_clear()
    listed = lambda: client.list_objects_v2(Bucket="willow", Prefix=request.node.name).get("Contents", [])  # noqa: E731
    yield lambda: [client.get_object(Bucket="willow", Key=found["Key"])["Body"].read() for found in listed()]
    files.place().client.close()


def keep(content=CONTENT, identity=PLAN):
    return files.keep(io.BytesIO(content), CLARA, identity)


def test_what_is_kept_comes_back_whole_or_in_part(place):
    name = keep()

    with Opened(name, PLAN) as opened:
        assert opened.size == len(CONTENT)
        assert opened.read() == CONTENT
        assert b"".join(opened.part(1_500_000, 1_700_001)) == CONTENT[1_500_000:1_700_001]


def test_who_takes_the_disk_has_nothing(place):
    keep(b"Larkmoor" * 20_000)

    assert len(place()) == 1
    assert b"Larkmoor" not in place()[0]


def test_it_opens_as_nothing_but_what_it_was_kept_as(place, broken):
    name = keep()

    with pytest.raises(Unreadable), Opened(name, "documents.Document:2/whole") as opened:
        opened.read()

    assert broken[0].place == ("file", "documents.Document:2/whole")


def test_a_shredded_key_takes_its_files_along(place):
    name = keep()

    shred(CLARA)

    with pytest.raises(Shredded):
        Opened(name, PLAN)


def test_a_file_that_is_gone_is_damage(place, broken):
    name = keep()
    files.remove(name)

    with pytest.raises(Unreadable):
        Opened(name, PLAN)

    assert place() == []
    assert broken[0].why == "it is gone."


def test_what_failed_on_its_way_leaves_nothing(place):
    class Torn(io.BytesIO):
        def read(self, size=-1):
            if self.tell() > 200_000:
                raise OSError("the line is cut")
            return super().read(size)

    with pytest.raises(OSError, match="the line is cut"):
        files.keep(Torn(CONTENT), CLARA, PLAN)

    assert place() == []


def test_orphans_are_swept_and_what_is_kept_is_not(place):
    kept, orphan = keep(b"kept"), keep(b"orphan")

    assert files.sweep({kept}, before=now() - timedelta(days=1)) == 0, "both are young: a row may still be on its way"
    assert files.sweep({kept}, before=now() + timedelta(minutes=1)) == 1

    with Opened(kept, PLAN) as opened:
        assert opened.read() == b"kept"
    with pytest.raises(Unreadable):
        Opened(orphan, PLAN)


def test_what_is_not_ours_is_left_alone(settings, tmp_path):
    settings.SEALED_FILES = str(tmp_path / "files")
    keep()
    theirs = next((tmp_path / "files").glob("??/??")) / "README.txt"
    theirs.write_bytes(ELSEWHERE)

    assert files.sweep(set(), before=now() + timedelta(minutes=1)) == 1

    assert theirs.read_bytes() == ELSEWHERE


def test_a_dying_process_leaves_an_unfinished_file_that_is_swept(settings, tmp_path):
    settings.SEALED_FILES = str(tmp_path / "files")
    folder = tmp_path / "files" / "ab" / "cd"
    folder.mkdir(parents=True)
    (folder / "tmpx1y2.unfinished").write_bytes(b"half")

    assert files.sweep(set(), before=now() + timedelta(minutes=1)) == 1

    assert list(folder.iterdir()) == []


def test_on_the_disk_nobody_else_may_look(settings, tmp_path):
    settings.SEALED_FILES = str(tmp_path / "files")
    name = keep()

    path = tmp_path / "files" / name[:2] / name[2:4] / name

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
