"""servers.py KIND=ADDRESS:PORT…: the small servers that no package offers, each in a few lines, until killed.

ntp     answers SNTP (RFC 4330)
reset   reads the first bytes and sends a RST, as a filter does that dislikes the server name
silent  reads the first bytes and closes
page    an HTTP page
proxy   HTTP CONNECT
"""

import asyncio
import socket
import struct
import sys
import time

SECONDS_1900_TO_1970 = 2208988800


async def reset(reader, writer):
    await reader.read(4096)
    # Linger of zero seconds turns the close into a RST.
    writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


async def silent(reader, writer):
    await reader.read(4096)
    writer.close()


async def page(reader, writer):
    await reader.readuntil(b"\r\n\r\n")
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 8\r\nConnection: close\r\n\r\nprinter\n")
    writer.close()


async def pipe(reader, writer):
    while data := await reader.read(65536):
        writer.write(data)
        await writer.drain()
    if not writer.is_closing():
        writer.write_eof()


async def proxy(reader, writer):
    request = await reader.readuntil(b"\r\n\r\n")
    host, port = request.split()[1].decode().rsplit(":", 1)
    upstream_reader, upstream_writer = await asyncio.open_connection(host, int(port))
    writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
    await asyncio.gather(pipe(reader, upstream_writer), pipe(upstream_reader, writer))
    upstream_writer.close()
    writer.close()


class Ntp(asyncio.DatagramProtocol):
    def connection_made(self, transport):
        self.transport = transport

    def datagram_received(self, data, client):
        now = struct.pack(">II", int(time.time()) + SECONDS_1900_TO_1970, 0)
        self.transport.sendto(b"\x24\x01\x00\xe9" + bytes(12) + now + data[40:48] + now + now, client)


async def main(services):
    loop = asyncio.get_running_loop()
    for service in services:
        kind, place = service.split("=")
        host, port = place.rsplit(":", 1)
        if kind == "ntp":
            await loop.create_datagram_endpoint(Ntp, (host, int(port)))
        else:
            handler = {"reset": reset, "silent": silent, "page": page, "proxy": proxy}[kind]
            await asyncio.start_server(handler, host, int(port))
    await asyncio.Event().wait()


asyncio.run(main(sys.argv[1:]))
