"""What a process forbids itself: a memory image on disk, more memory than it needs, a life without its parent."""

import os
import signal
import sys

_PR_SET_DUMPABLE = 4  # linux/prctl.h
_NO_ERROR_BOXES = 0x0001 | 0x0002  # SEM_FAILCRITICALERRORS, SEM_NOGPFAULTERRORBOX


def no_core_dumps() -> None:
    """Children inherit the limit. On Linux the process is marked as not to be dumped too, which also holds where a
    program takes the dumps and ignores the limit, and keeps others of the same user from reading its memory."""
    import ctypes  # here: it is loaded by each program of ours, and most forbid themselves nothing else

    if sys.platform == "win32":
        ctypes.windll.kernel32.SetErrorMode(_NO_ERROR_BOXES)
        return
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


def at_most(memory_bytes: int) -> None:
    """Memory of this process's own, beside the files it maps. Holds on Linux; elsewhere nothing is limited."""
    if sys.platform != "linux":
        return
    import resource

    _, most = resource.getrlimit(resource.RLIMIT_DATA)
    resource.setrlimit(resource.RLIMIT_DATA, (memory_bytes if most < 0 else min(memory_bytes, most), most))


def die_with(lifeline: int) -> None:
    """End at once when the other end of the pipe `lifeline` closes, that is with the parent, however that ends.

    The system does it (Linux), so it holds too while native code hangs and never comes back to Python. A death signal
    of the parent (prctl) would come already when the thread that started this process ends.
    """
    if sys.platform != "linux":
        return  # ends when it next reads: its standard input is closed too
    import fcntl

    fcntl.fcntl(lifeline, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(lifeline, fcntl.F_SETSIG, signal.SIGKILL)
    fcntl.fcntl(lifeline, fcntl.F_SETFL, fcntl.fcntl(lifeline, fcntl.F_GETFL) | os.O_ASYNC | os.O_NONBLOCK)
    try:
        gone = os.read(lifeline, 1) == b""  # it may have closed before the system was asked
    except BlockingIOError:
        return
    if gone:
        os._exit(1)
