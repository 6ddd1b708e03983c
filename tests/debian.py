"""System packages that tests need, installed where that is possible: as root on Debian."""

import fcntl
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

LOCK = Path(tempfile.gettempdir()) / "yingsheng-apt.lock"
PATIENT = ("-qq", "-o", "DPkg::Lock::Timeout=120")  # seconds, for somebody else's apt-get


def install(*packages: str) -> bool:
    """False where that is impossible. Test workers take turns: two apt-gets at once both fail."""
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        return False
    with LOCK.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        subprocess.run(["apt-get", *PATIENT, "update"], check=True)
        subprocess.run(["apt-get", *PATIENT, "install", "-y", *packages], check=True)
    return True
