"""names.py CAPTURE: every name in a capture and where it came from, by tshark, as an independent answer to `backchat names`.

Columns, tab-separated: kind, hostname, server_ip, server_port, count; sorted by the first four.
Kinds: dns (question -> address in the answer), dns-query (asked of that server), dns-cname (owner of an alias in the answer),
tls, quic, http, connect (name -> server that was spoken to). Names in lower case. Needs tshark.
"""

import subprocess
import sys
from collections import Counter

FIELDS = """ip.dst ipv6.dst tcp.dstport udp.dstport tls.handshake.extensions_server_name http.host http.request.method http.request.uri
 dns.flags.response dns.qry.name dns.resp.type dns.resp.name dns.a dns.aaaa""".split()
FILTER = "(dns or http.request or tls.handshake.extensions_server_name) and not icmp and not icmpv6"
CNAME = "5"


def frames(capture):
    command = ["tshark", "-n", "-r", capture, "-Y", FILTER, "-T", "fields", "-E", "separator=/t", "-E", "aggregator=,"]
    for field in FIELDS:
        command += ["-e", field]
    for line in subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines():
        yield {field: value.split(",") if value else [] for field, value in zip(FIELDS, line.split("\t"))}


def names(f):
    """(kind, hostname, server_ip, server_port) of one frame."""
    server = (f["ip.dst"] + f["ipv6.dst"])[0], (f["tcp.dstport"] + f["udp.dstport"])[0]
    for name in f["tls.handshake.extensions_server_name"]:
        yield "tls" if f["tcp.dstport"] else "quic", name, *server
    if f["tcp.dstport"]:
        for method, uri in zip(f["http.request.method"], f["http.request.uri"]):
            if method == "CONNECT":
                yield "connect", uri.split(":")[0], *server
        for host in f["http.host"]:
            yield "http", host.split(":")[0], *server
    for name in f["dns.qry.name"]:
        if f["dns.flags.response"][0] in ("0", "False"):
            yield "dns-query", name, *server
        else:
            for address in f["dns.a"] + f["dns.aaaa"]:
                yield "dns", name, address, "-"
            for owner, kind in zip(f["dns.resp.name"], f["dns.resp.type"]):
                if kind == CNAME:
                    yield "dns-cname", owner, "-", "-"


count = Counter(tuple(value.lower() if i == 1 else value for i, value in enumerate(row)) for f in frames(sys.argv[1]) for row in names(f))
print("kind\thostname\tserver_ip\tserver_port\tcount")
for row, times in sorted(count.items()):
    print(*row, times, sep="\t")
