"""Messages for the log of the system."""
import subprocess

LOG_EMERG, LOG_ALERT, LOG_CRIT, LOG_ERR, LOG_WARNING, LOG_NOTICE, LOG_INFO, LOG_DEBUG = range(8)
LOG_KERN, LOG_USER, LOG_MAIL, LOG_DAEMON, LOG_AUTH = (kind << 3 for kind in range(5))
LOG_PID, LOG_CONS, LOG_NDELAY, LOG_NOWAIT, LOG_PERROR = 1, 2, 8, 16, 32
_ident = 'python3'


def openlog(ident='python3', logoption=0, facility=LOG_USER):
    global _ident
    _ident = ident


def syslog(*args):
    subprocess.run(['logger', '-t', _ident, str(args[-1])], stderr=subprocess.DEVNULL)


def closelog():
    pass


def setlogmask(maskpri, /):
    return 255
