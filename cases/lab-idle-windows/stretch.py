"""stretch.py RAW.pcap MARKS OUT.pcapng.gz: lengthens the silences between the recorded actions; nothing else changes.

MARKS has a line for each action: the real second at which it began, a tab, the minute of the long run for which it stands.
All packets from one mark to the next are moved by the same amount, so the order of packets, every byte of them and all times
inside an action (round trips, retries) stay as recorded. An action that would begin before the one before it has ended, because
both stand for one minute, begins right after it.
"""

import gzip
import struct
import sys

START = 1795392000  # 2026-11-23 00:00:00 UTC, the day of the recording, in seconds
MICROSECOND = 1_000_000
BEFORE_MARK = MICROSECOND // 20  # the mark is written just before the action begins


def packets(path):
    """(microseconds, bytes) of a little-endian classic pcap of microseconds, as tcpdump writes it."""
    data = open(path, "rb").read()
    magic, _, _, _, _, _, link = struct.unpack_from("<IHHiIII", data)
    assert (magic, link) == (0xA1B2C3D4, 1), "not an Ethernet capture of tcpdump's default format"
    at = 24
    while at + 16 <= len(data):
        second, micro, captured, length = struct.unpack_from("<4I", data, at)
        assert captured == length, "a packet was cut"
        yield second * MICROSECOND + micro, data[at + 16 : at + 16 + captured]
        at += 16 + captured


def moves(path):
    """(begin of an action, by how much its packets move), in microseconds, in order of time."""
    marks = []
    for line in open(path):
        real, minute = line.split("\t")[:2]
        second, micro = real.replace(",", ".").split(".")
        marks.append((int(second) * MICROSECOND + int(micro), (START + int(minute) * 60) * MICROSECOND))
    last_real, last_long = marks[0]
    for real, long in marks:
        last_long = max(long, last_long + (real - last_real))
        last_real = real
        yield real, last_long - real


def block(kind, body):
    body += bytes(-len(body) % 4)
    length = 12 + len(body)
    return struct.pack("<2I", kind, length) + body + struct.pack("<I", length)


def option(code, value):
    return struct.pack("<2H", code, len(value)) + value + bytes(-len(value) % 4)


def main(raw, marks, out):
    comment = b"Closed lab: real packets of real programs, silences lengthened. See README.md beside this file."
    end = option(0, b"")
    blocks = [
        block(0x0A0D0D0A, struct.pack("<IHHq", 0x1A2B3C4D, 1, 0, -1) + option(1, comment) + end),
        block(1, struct.pack("<HHI", 1, 0, 262144) + option(2, b"lan") + option(9, b"\x06") + end),
    ]
    schedule = list(moves(marks))
    place = 0
    for time, data in packets(raw):
        while place + 1 < len(schedule) and time >= schedule[place + 1][0] - BEFORE_MARK:
            place += 1
        moved = time + schedule[place][1]
        blocks.append(block(6, struct.pack("<5I", 0, moved >> 32, moved & 0xFFFFFFFF, len(data), len(data)) + data))
    with open(out, "wb") as file:
        # No file name and no time in the gzip header, so that the same packets give the same file.
        with gzip.GzipFile(filename="", mode="wb", fileobj=file, compresslevel=9, mtime=0) as packed:
            packed.write(b"".join(blocks))


main(*sys.argv[1:4])
