"""Memory of the process that runs a peer, for the scripts beside this one."""


def peak():
    """Most resident memory of this process, in bytes; None where the system does not say."""
    try:
        with open("/proc/self/status", encoding="utf-8") as status:
            for line in status:
                if line.startswith("VmHWM:"):
                    return int(line.split()[1]) * 1024
    except OSError:
        pass
    return None
