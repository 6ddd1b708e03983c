"""What processes cost: CPU time and memory, read from the kernel. Wall time lies on a shared machine."""

import os
import platform
import time
from pathlib import Path

KIBIBYTE = 1024


def cpu_seconds(pid: int) -> float:
    """CPU time of a whole process so far, all its threads, in user and kernel mode."""
    return time.clock_gettime((~pid << 3) | 2)  # Linux's clock id of another process: CPUCLOCK_SCHED


def resident_mib(pid: int) -> float:
    """Memory of a process that is in RAM now."""
    for line in Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / KIBIBYTE
    return 0.0


def machine() -> str:
    """What ran the benchmark, in one line."""
    text = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    names = [line.partition(":")[2].strip() for line in text.splitlines() if line.startswith("model name")]
    load = os.getloadavg()[0]
    release = os.uname().release
    return f"{len(names)} × {names[0]}, Linux {release}, Python {platform.python_version()}, load {load:.1f}"
