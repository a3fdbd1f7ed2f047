"""check.py CAPTURE EXPECT: asks tshark, independently of the recipe, whether each line of EXPECT is in the capture, and whether
the capture names anything that EXPECT and names.tsv do not. Exit 1 with the lines that differ. Needs tshark.
"""

import pathlib
import subprocess
import sys
from collections import defaultdict

FIELDS = """eth.src eth.dst ip.src ip.dst ipv6.src ipv6.dst tcp.stream udp.stream tcp.dstport tcp.flags.syn tcp.flags.ack tcp.flags.reset
 tls.handshake.type tls.handshake.extensions_server_name tls.handshake.version tls.handshake.extensions.supported_version
 http.host http.request.method http.request.uri dns.qry.name dns.flags.response dns.flags.rcode dns.a dns.aaaa
 icmp.type udp.dstport quic.version""".split()
MACHINES = {"02:77:00:00:00:02": "pc1", "02:77:00:00:00:03": "pc2"}

LOCAL = ("10.77.0.", "2001:db8:77::", "224.", "239.", "ff02:")
NAMELESS = "20.189.173.21"


def frames(capture):
    command = ["tshark", "-n", "-r", capture, "-T", "fields", "-E", "separator=/t", "-E", "aggregator=,"]
    for field in FIELDS:
        command += ["-e", field]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    for line in text.splitlines():
        yield dict(zip(FIELDS, line.split("\t")))


def read(capture):
    """Flows by (transport, stream), and what each machine asked and was answered."""
    flows, asked, answers, codes = {}, defaultdict(set), defaultdict(set), defaultdict(set)
    for f in frames(capture):
        machine = MACHINES.get(f["eth.src"])
        if f["icmp.type"]:  # the addresses, ports and streams are also those of the quoted packet
            quoted = f["ip.dst"].split(",")[-1]
            for flow in flows.values():
                if quoted == flow["to"] and not flow["answered"]:
                    flow["icmp"] = True
            continue
        transport = "tcp" if f["tcp.stream"] else "udp" if f["udp.stream"] else None
        if not transport:
            continue
        key = transport, f[transport + ".stream"]
        # A flow that was open already may begin with a packet of the server's.
        owner = machine or MACHINES.get(f["eth.dst"])
        remote = f["ip.dst"] + f["ipv6.dst"] if machine else f["ip.src"] + f["ipv6.src"]
        flow = flows.setdefault(key, defaultdict(set, machine=owner, to=remote, answered=0, syns=0, reset=0, icmp=False))
        if machine != flow["machine"]:
            flow["answered"] += f["tcp.flags.reset"] not in ("1", "True")
            flow["reset"] += f["tcp.flags.reset"] in ("1", "True")
        elif f["tcp.flags.syn"] in ("1", "True"):
            flow["syns"] += 1
        kinds = f["tls.handshake.type"].split(",")
        if "1" in kinds:
            flow["hello"].add("quic" if f["quic.version"] else "tls")
            flow["sni"] |= set(filter(None, f["tls.handshake.extensions_server_name"].split(",")))
        if "2" in kinds:
            flow["version"].add("TLSv1.3" if "0x0304" in f["tls.handshake.extensions.supported_version"] else "TLSv1.2")
        if f["http.request.method"] and transport == "tcp":
            flow["connect" if f["http.request.method"] == "CONNECT" else "host"].add(f["http.host"].split(":")[0])
        if f["dns.qry.name"] and f["udp.dstport"] not in ("5353", "5355", "137"):
            name = f["dns.qry.name"].split(",")[0]
            if f["dns.flags.response"] in ("0", "False"):
                asked[machine].add(name)
            else:
                answers[flow["machine"], name] |= set(filter(None, (f["dns.a"] + "," + f["dns.aaaa"]).split(",")))
                codes[flow["machine"], name].add(f["dns.flags.rcode"])
    return list(flows.values()), asked, answers, codes


def outcome(flow):
    if flow["icmp"]:
        return "rejected"
    if flow["answered"]:
        return "reset" if flow["reset"] and not flow["version"] and flow["hello"] else "established"
    return "refused" if flow["reset"] else "unanswered" if flow["syns"] > 1 else "sent"


def holds(row, flows, asked, answers, codes):
    kind, name, how, fate, machine, protocol, _ = row
    mine = [flow for flow in flows if flow["machine"] == machine]
    addresses = answers[machine, name]
    if fate == "nxdomain":
        return codes[machine, name] == {"3"}
    if fate == "zero-address":
        return addresses == {"0.0.0.0", "::"}
    if fate == "never-contacted":
        return name in asked[machine] and not any(flow["to"] in addresses for flow in mine)
    if how == "none":
        nameless = [flow for flow in mine if flow["to"] == name and not flow["sni"] and not flow["host"] - {name}]
        if protocol == "unknown":
            nameless = [flow for flow in nameless if not flow["syns"]]
        return any(outcome(flow) == fate for flow in nameless)
    if how == "dns":
        return any(flow["to"] in addresses and not flow["sni"] and outcome(flow) == fate for flow in mine)
    field = {"http": "host", "tls": "sni", "quic": "sni", "connect": "connect"}[how]
    found = [flow for flow in mine if name in flow[field] and outcome(flow) == fate]
    if how in ("tls", "connect") and fate == "established":
        found = [flow for flow in found if protocol in flow["version"]]
    if how == "quic":
        found = [flow for flow in found if "quic" in flow["hello"]]
    return bool(found)


def main(capture, expect):
    table = (pathlib.Path(__file__).parent / "names.tsv").read_text().splitlines()
    table = [line.split("\t") for line in table if not line.startswith("#")]
    known = {row[0] for row in table}
    places = {address for row in table for address in row[2:4]} | {NAMELESS}
    rows = [line.split("\t") for line in open(expect).read().splitlines()[1:]]
    evidence = read(capture)
    flows, asked = evidence[:2]
    wrong = ["not in the capture: " + " ".join(row) for row in rows if not holds(row, *evidence)]
    seen = {name for flow in flows for field in ("sni", "host", "connect") for name in flow[field]}
    seen |= {name for names in asked.values() for name in names}
    wrong += [f"not in the recipe: {name}" for name in sorted(seen - known - places)]
    reached = sorted({flow["to"] for flow in flows if flow["to"] not in places and not flow["to"].startswith(LOCAL)})
    wrong += [f"address not in the recipe: {address}" for address in reached]
    wrong += [f"starts at neither machine: to {flow['to']}" for flow in flows if not flow["machine"]]
    print("\n".join(wrong) or f"{len(rows)} expectations hold; {len(flows)} flows, {len(seen)} names", file=sys.stderr)
    return 1 if wrong else 0


sys.exit(main(*sys.argv[1:3]))
