"""A bank's helper program: what comes in goes to a terminal over TCP, what that says comes out. A program of its own.

`python ecr_relay.py PORT [stays]`. stays: it does not end with its input, as a program does that hangs.
"""

import os
import socket
import sys
import threading


def _out(line: socket.socket) -> None:
    while data := line.recv(4096):
        os.write(1, data)
    os._exit(0)  # the terminal broke off


def main() -> None:
    line = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
    threading.Thread(target=_out, args=(line,), daemon=True).start()
    while data := os.read(0, 4096):
        line.sendall(data)
    if sys.argv[2:] == ["stays"]:
        threading.Event().wait()


if __name__ == "__main__":
    main()
