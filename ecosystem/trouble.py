"""What goes wrong around the product and can be mended by the person at the keyboard."""

import errno


class Trouble(Exception):
    """One plain sentence: what is wrong and what to do about it."""


def not_to_be_used(error: OSError) -> str:
    """The sentence for a file or folder that whoever runs this may not write to; empty for any other trouble."""
    if error.errno not in {errno.EROFS, errno.EACCES, errno.EPERM, errno.ENOTDIR} or not error.filename:
        return ""
    return (
        f"{error.filename} cannot be used ({error.strerror}); "
        "see that it is there and that whoever runs this may write to it."
    )


def disk_is_full(problem: object) -> bool:
    """Whether an exception, or the text that a program left behind, speaks of a full disk."""
    if isinstance(problem, OSError) and problem.errno in {errno.ENOSPC, errno.EDQUOT}:
        return True
    return "No space left on device" in str(problem) or "Disk quota exceeded" in str(problem)
