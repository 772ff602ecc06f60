"""Who acts: the system's user, not what the environment says."""

import os


def system_user() -> str:
    """The name of the user whose rights this process has; its number where it has no name."""
    try:
        import pwd
    except ImportError:  # a system without a user database
        import getpass

        return getpass.getuser()
    try:
        return pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:
        return str(os.geteuid())
