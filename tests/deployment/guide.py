"""docs/deployment.md read as what it is made of: commands, statements, settings; and a folder that stands for `/`."""

import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from tests.deployment.servers import ROOT

GUIDE = (ROOT / "docs" / "deployment.md").read_text("utf-8")
PLACES = re.compile(r"(?<![\w.])/(etc|opt|root|run|var)/")
"""Folders of a machine, where a command names them."""

STAND_INS: Mapping[str, str] = {
    "apt-get": "exit 0",
    "adduser": "exit 0",
    # what follows the name of the user
    "runuser": 'shift 3; exec "$@"',
    "systemctl": 'echo "$@" >>"$MACHINE/done"',
    "nginx": 'exec /usr/sbin/nginx -c "$MACHINE/etc/nginx/nginx.conf" -e "$MACHINE/error.log" "$@"',
    # nobody but root may give a file away
    "install": 'for a; do shift; case $a in -o|-g) s=1;; *) [ "${s:-}" ] && s= || set -- "$@" "$a";; esac; done; '
    'exec /usr/bin/install "$@"',
}


def blocks(language: str) -> list[str]:
    """The blocks of the guide in a language, in order."""
    return re.findall(rf"^```{language}\n(.*?)^```", GUIDE, re.DOTALL | re.MULTILINE)


def sourced(settings: str) -> dict[str, str]:
    """The variables that a shell finds in a text, as the guide's own commands do."""
    given = subprocess.run(
        ["/bin/sh", "-euc", f"set -a\n{settings}\nexec env -0"], env={}, capture_output=True, text=True, check=True
    )
    found = dict(line.split("=", 1) for line in given.stdout.split("\0") if line)
    # the shell adds some of its own
    return {name: value for name, value in found.items() if name.startswith("CONVERGENCE_")}


class Machine:
    """A folder that stands for `/`, where the guide's commands are run."""

    def __init__(self, folder: Path, ports: Mapping[str, int]) -> None:
        self.folder, self.ports = folder, ports
        for name in ("bin", "opt", "etc/systemd/system", "etc/nginx/sites-available", "etc/nginx/sites-enabled"):
            (folder / name).mkdir(parents=True)
        for name in ("var/backups", "var/lib/convergence", "var/tmp", "var/log/nginx", "run"):
            (folder / name).mkdir(parents=True)
        (folder / "opt/convergence").mkdir()
        for name in (".venv", "setup", "webapp", "docs"):
            (folder / "opt/convergence" / name).symlink_to(ROOT / name)
        shutil.copytree(ROOT / "setup", folder / "opt/convergence/.setup")
        (folder / "opt/convergence/setup").unlink()
        (folder / "opt/convergence/.setup").rename(folder / "opt/convergence/setup")
        self._stand_in(folder / "opt/convergence/setup/production", 'echo production >>"$MACHINE/done"')
        for name, body in STAND_INS.items():
            self._stand_in(folder / "bin" / name, body)
        self._nginx()
        for path in (folder / "opt/convergence/setup/deployment").iterdir():
            path.write_text(self.here(path.read_text("utf-8")), "utf-8")

    def here(self, text: str) -> str:
        """A text in which every place and port of a machine is this one's."""
        moved = PLACES.sub(rf"{self.folder}/\1/", text)
        for port, ours in self.ports.items():
            moved = re.sub(rf"(?<!\w)(listen |127\.0\.0\.1:|--port ){port}\b", rf"\g<1>{ours}", moved)
        return moved

    def run(self, commands: str) -> str:
        """What a block of the guide prints. Raises: CalledProcessError, at the first command that fails."""
        environment = os.environ | {"PATH": f"{self.folder}/bin:{os.environ['PATH']}", "MACHINE": str(self.folder)}
        done = subprocess.run(
            ["/bin/sh", "-euc", self.here(commands)], env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"{commands}\n{done.stdout}{done.stderr}"
        return done.stdout

    def unit(self, name: str) -> dict[str, list[str]]:
        """What a unit says, by key, as systemd reads it."""
        said: dict[str, list[str]] = {}
        for line in (self.folder / "etc/systemd/system" / name).read_text("utf-8").splitlines():
            key, found, value = line.partition("=")
            if found and not line.startswith("#"):
                said.setdefault(key, []).append(value.replace("%%", "%"))
        return said

    def settings(self) -> dict[str, str]:
        """What the environment file gives."""
        return sourced((self.folder / "etc/convergence/convergence.env").read_text("utf-8"))

    def _stand_in(self, path: Path, body: str) -> None:
        path.write_text(f"#!/bin/sh\n{body}\n", "utf-8")
        path.chmod(0o755)

    def _nginx(self) -> None:
        """The main file of Debian's package, in short."""
        (self.folder / "etc/nginx/nginx.conf").write_text(
            f"pid {self.folder}/run/nginx.pid;\nerror_log {self.folder}/error.log;\nevents {{}}\n"
            f"http {{ access_log {self.folder}/access.log; client_body_temp_path {self.folder}/run/body; "
            f"proxy_temp_path {self.folder}/run/proxy; fastcgi_temp_path {self.folder}/run/fastcgi; "
            f"uwsgi_temp_path {self.folder}/run/uwsgi; scgi_temp_path {self.folder}/run/scgi; "
            f"include {self.folder}/etc/nginx/sites-enabled/*; }}\n",
            "utf-8",
        )
