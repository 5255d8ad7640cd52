"""Pagers for what is not shown on a terminal."""
import sys


def get_pager():
    return plain_pager


def plain(text):
    import re

    return re.sub('.\b', '', text)


def plain_pager(text, title=''):
    sys.stdout.write(plain(text))


def pipe_pager(text, cmd, title=''):
    plain_pager(text)


def tempfile_pager(text, cmd, title=''):
    plain_pager(text)


def tty_pager(text, title=''):
    plain_pager(text)
