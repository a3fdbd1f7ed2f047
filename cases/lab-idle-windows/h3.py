"""h3.py NAME PATH [v2|large]: one HTTP/3 GET with aioquic; exit 0 when the response has arrived whole within 3 seconds.

v2 begins with QUIC version 2 (RFC 9369), which Caddy 2.6 answers with a version negotiation, so version 1 follows;
large makes the ClientHello so long that it needs two datagrams.
"""

import asyncio
import os
import ssl
import sys

from aioquic.asyncio.client import connect
from aioquic.asyncio.protocol import QuicConnectionProtocol
from aioquic.h3.connection import H3_ALPN, H3Connection
from aioquic.h3.events import DataReceived, HeadersReceived
from aioquic.quic.configuration import QuicConfiguration
from aioquic.quic.packet import QuicProtocolVersion


class Http3(QuicConnectionProtocol):
    def __init__(self, *arguments, **named):
        super().__init__(*arguments, **named)
        self.http = H3Connection(self._quic)
        self.done = asyncio.get_running_loop().create_future()

    def quic_event_received(self, event):
        for received in self.http.handle_event(event):
            last = isinstance(received, (HeadersReceived, DataReceived)) and received.stream_ended
            if last and not self.done.done():
                self.done.set_result(True)

    async def get(self, name, path):
        stream = self._quic.get_next_available_stream_id()
        headers = {":method": "GET", ":scheme": "https", ":authority": name, ":path": path}
        self.http.send_headers(stream, [(k.encode(), v.encode()) for k, v in headers.items()], end_stream=True)
        self.transmit()
        await self.done


async def main(name, path, variant=None):
    configuration = QuicConfiguration(is_client=True, alpn_protocols=list(H3_ALPN), verify_mode=ssl.CERT_REQUIRED)
    if variant == "v2":
        configuration.original_version = QuicProtocolVersion.VERSION_2
    if variant == "large":
        # As long as a post-quantum key share makes it.
        configuration.alpn_protocols += [f"lab-protocol-{number:03}" for number in range(90)]
    configuration.load_verify_locations(os.environ["authority"])
    async with connect(name, 443, configuration=configuration, create_protocol=Http3) as connection:
        await connection.get(name, path)


asyncio.run(asyncio.wait_for(main(*sys.argv[1:]), 3))
