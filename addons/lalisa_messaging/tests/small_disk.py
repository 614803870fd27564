"""A disk that is full for a moment: a file system of one megabyte, or, without the right to mount one, a limit."""

import resource
import shutil
import subprocess
import tempfile
from pathlib import Path

SIZE = 1024 * 1024


class SmallDisk:
    """A folder that can be filled and freed; `close` takes it away."""

    def __init__(self):
        self.path = Path(tempfile.mkdtemp())
        command = ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", self.path]
        self.mounted = subprocess.run(command, check=False, capture_output=True).returncode == 0
        self.limits = resource.getrlimit(resource.RLIMIT_FSIZE)

    def fill(self, room):
        """Leaves so many bytes; without a mount, no file may be longer than that."""
        if not self.mounted:
            return resource.setrlimit(resource.RLIMIT_FSIZE, (room, self.limits[1]))
        filler = self.path / "filler"
        filler.write_bytes(b"x" * (shutil.disk_usage(self.path).free - room))
        return None

    def free(self):
        """Takes the filling away."""
        resource.setrlimit(resource.RLIMIT_FSIZE, self.limits)
        (self.path / "filler").unlink(missing_ok=True)

    def files(self):
        """Every file that is kept here, but for the collector's marks."""
        return [
            one
            for one in self.path.rglob("*")
            if one.is_file() and one.name != "filler" and "checklist" not in one.parts
        ]

    def close(self):
        self.free()
        if self.mounted:
            subprocess.run(["umount", "--lazy", self.path], check=False)
        shutil.rmtree(self.path, ignore_errors=True)
