"""Runs a program in a pseudo-terminal: terminal.py ROWS COLUMNS PROGRAM ARGUMENT...

What the program writes goes to standard output; standard input is typed to it, but for the byte 255, behind which two bytes
are the rows and columns that the terminal has from then on. At the end the mode of the terminal is compared with that of
the beginning; the status is the program's, or 99 if the mode differs.
"""
import fcntl
import os
import select
import struct
import sys
import termios


def resize(terminal, rows, columns):
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))


master, slave = os.openpty()
resize(master, int(sys.argv[1]), int(sys.argv[2]))
before = termios.tcgetattr(slave)
child = os.fork()
if child == 0:
    os.setsid()
    fcntl.ioctl(slave, termios.TIOCSCTTY, 0)
    for stream in (0, 1, 2):
        os.dup2(slave, stream)
    os.close(master)
    os.execvp(sys.argv[3], sys.argv[3:])

status = None
typing = True
while True:
    readable, _, _ = select.select([master, 0] if typing else [master], [], [], 0.05)
    if master in readable:
        os.write(1, os.read(master, 65536))
    elif status is not None:
        break
    if 0 in readable:
        typed = os.read(0, 3)
        if not typed:
            typing = False
        elif typed[0] == 255:
            while len(typed) < 3:
                typed += os.read(0, 3 - len(typed))
            resize(master, typed[1], typed[2])
        else:
            os.write(master, typed)
    if status is None:
        ended, result = os.waitpid(child, os.WNOHANG)
        if ended:
            status = os.waitstatus_to_exitcode(result)
same = termios.tcgetattr(slave) == before
sys.exit(99 if not same else status if status >= 0 else 128 - status)
