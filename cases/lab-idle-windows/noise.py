"""noise.py KIND [HOST]: what a Windows machine says besides the web: its clock, a file server, and the talk of a local network.

The payloads are minimal but valid messages; the packets around them are the kernel's.
"""

import socket
import struct
import sys
import time


def question(name, kind, flags=0, number=0x1234):
    """A DNS-shaped question (mDNS, LLMNR and NetBIOS name service share the form)."""
    labels = b"".join(bytes([len(label)]) + label.encode() for label in name.split("."))
    return struct.pack(">6H", number, flags, 1, 0, 0, 0) + labels + b"\0" + struct.pack(">2H", kind, 1)


def netbios(name):
    """First-level encoding of RFC 1001 section 14.1: two letters for each byte of the padded name."""
    return "".join(chr(65 + (b >> 4)) + chr(65 + (b & 15)) for b in name.upper().ljust(15).encode() + b"\0")


def send(payload, address, port, source_port=0, times=1):
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_DGRAM) as udp:
        udp.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
        udp.bind(("", source_port))
        for _ in range(times):
            target = (address, port, 0, socket.if_nametoindex("eth0")) if ":" in address else (address, port)
            udp.sendto(payload, target)
            time.sleep(0.2)


def mdns():
    send(question("_googlecast._tcp.local", 12, number=0), "224.0.0.251", 5353, 5353)
    send(question("_googlecast._tcp.local", 12, number=0), "ff02::fb", 5353, 5353)


def llmnr():
    send(question("wpad", 1), "224.0.0.252", 5355, times=2)
    send(question("wpad", 28), "ff02::1:3", 5355)


def nbns():
    send(question(netbios("WPAD"), 32, flags=0x0110), "10.77.0.255", 137, 137, times=3)


def ssdp():
    text = 'M-SEARCH * HTTP/1.1\r\nHOST: 239.255.255.250:1900\r\nMAN: "ssdp:discover"\r\nMX: 3\r\nST: ssdp:all\r\n\r\n'
    send(text.encode(), "239.255.255.250", 1900, times=2)


def wsd():
    text = (
        '<?xml version="1.0"?><e:Envelope xmlns:e="http://www.w3.org/2003/05/soap-envelope" '
        'xmlns:d="http://schemas.xmlsoap.org/ws/2005/04/discovery"><e:Body><d:Probe/></e:Body></e:Envelope>'
    )
    send(text.encode(), "239.255.255.250", 3702)


def ntp(host):
    """One SNTP exchange (RFC 4330): version 4, mode 3."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
        udp.settimeout(3)
        udp.sendto(b"\x23" + bytes(47), (socket.gethostbyname(host), 123))
        assert len(udp.recv(48)) == 48


def smb(host):
    """An SMB2 negotiate request (MS-SMB2 2.2.3), which the file server closes without an answer."""
    header = b"\xfeSMB" + struct.pack("<HHIHHIIQIIQ16s", 64, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, bytes(16))
    body = struct.pack("<HHHHI16sQ2H", 36, 2, 1, 0, 0, bytes(16), 0, 0x0202, 0x0210)
    with socket.create_connection((host, 445), timeout=3) as tcp:
        tcp.sendall(struct.pack(">I", len(header + body)) + header + body)
        tcp.recv(1)


{f.__name__: f for f in (mdns, llmnr, nbns, ssdp, wsd, ntp, smb)}[sys.argv[1]](*sys.argv[2:])
