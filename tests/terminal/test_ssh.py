"""Over a real sshd on loopback whose logins get this program and nothing else: the line is cut, nothing is lost."""

import getpass
import os
import shlex
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.terminal.person import PATIENCE, Person, program
from tests.terminal.test_journeys import FIGURES, QUEUE, tagged, untagged

SERVER, CLIENT = shutil.which("sshd", path="/usr/sbin:/usr/local/sbin:/sbin"), shutil.which("ssh")
pytestmark = pytest.mark.skipif(
    SERVER is None or CLIENT is None,
    reason="No OpenSSH server and client are installed here: install both to test a cut line.",
)
_CONFIG = """\
ListenAddress 127.0.0.1:{port}
HostKey {folder}/host
AuthorizedKeysFile {folder}/user.pub
StrictModes no
UsePAM no
PidFile none
PermitRootLogin prohibit-password
PasswordAuthentication no
KbdInteractiveAuthentication no
ForceCommand {folder}/shell
"""


@dataclass(frozen=True)
class Server:
    """A running sshd: how one logs in, and where each login's process number is written."""

    login: list[str]
    processes: Path

    def process(self, number: int) -> int:
        """The process of a login, counted from 0."""
        return int(self.processes.read_text().split()[number])


def _key(path: Path) -> None:
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(path)], check=True)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _shell(folder: Path, home: dict[str, str], book: Path) -> None:
    """What every login gets, whatever it asks for."""
    words = " ".join(f"{name}={shlex.quote(value)}" for name, value in home.items() if name != "TERM")
    command = shlex.join(program("--workspace", str(book), "--files", str(book.parent)))
    path = folder / "shell"
    path.write_text(f"#!/bin/sh\necho $$ >> {folder}/processes\nexec env {words} {command}\n")
    path.chmod(0o755)


def _listens(port: int, server: subprocess.Popen[bytes]) -> bool:
    with socket.socket() as probe:
        probe.settimeout(0.2)
        return server.poll() is None and probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture
def server(tmp_path: Path, demo: Path, home: dict[str, str]) -> Iterator[Server]:
    """An sshd of our own, on a port of our own, with keys of our own."""
    folder = tmp_path / "ssh"
    folder.mkdir(mode=0o700)
    for name in ("host", "user"):
        _key(folder / name)
    _shell(folder, home, demo)
    port = _free_port()
    (folder / "config").write_text(_CONFIG.format(port=port, folder=folder))
    if os.geteuid() == 0:
        Path("/run/sshd").mkdir(exist_ok=True)  # as the service does before it starts as root
    assert SERVER is not None and CLIENT is not None
    command = [SERVER, "-D", "-e", "-f", str(folder / "config")]
    with (folder / "log").open("wb") as log, subprocess.Popen(command, stdin=subprocess.DEVNULL, stderr=log) as process:
        try:
            end = time.monotonic() + PATIENCE
            while not _listens(port, process):
                said = (folder / "log").read_text()
                assert process.poll() is None and time.monotonic() < end, said
            options = (
                "StrictHostKeyChecking=no",
                f"UserKnownHostsFile={folder}/known",
                "LogLevel=ERROR",
                "IdentitiesOnly=yes",
            )
            login = [CLIENT, "-tt", "-F", "none", "-i", str(folder / "user"), "-p", str(port)]
            yield Server(
                [*login, *(word for option in options for word in ("-o", option)), f"{getpass.getuser()}@127.0.0.1"],
                folder / "processes",
            )
        finally:
            process.terminate()


def _runs(process: int) -> bool:
    """Whether it runs; one that has ended may stand in the table until somebody asks how."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def _is_gone(process: int, within: float) -> bool:
    """Whether a process that is not our child ends in time."""
    end = time.monotonic() + within
    while _runs(process):
        if time.monotonic() > end:
            return False
        time.sleep(0.02)  # nothing tells when another's child has ended
    return True


def test_a_cut_line_loses_no_tag_and_leaves_no_process(server: Server, demo: Path, home: dict[str, str]) -> None:
    with Person(server.login, env=home) as ann:
        ann.wait_for(FIGURES).press_until("3", QUEUE).press_until("t", "Save, next")
        for done, key in enumerate("124", start=1):
            untagged(ann.press(key, "enter"), 186 - done)
        ann.press("n").settle()
        ann.kill(signal.SIGKILL)
        assert _is_gone(server.process(0), within=PATIENCE)
    assert sorted(map(str, tagged(demo, home))) == ["money", "service", "value"]
    with Person(server.login, env=home) as ann:
        untagged(ann.wait_for(FIGURES).press("3"), 183)
        assert ann.press("q").ended() == 0
    assert _is_gone(server.process(1), within=PATIENCE)


def test_a_login_gets_the_program_whatever_it_asks_for(server: Server, home: dict[str, str]) -> None:
    with Person([*server.login, "sh", "-c", "echo escaped"], env=home) as mallory:
        mallory.wait_for(FIGURES)
        assert "escaped" not in mallory.text
