"""expect.py NAMES PLAN: from the recipe alone (not from the capture), one line for each thing that a correct tool must find.

Columns, tab-separated: kind, name, how (what gives the name), outcome, machine, protocol, area of the 2004 page.
"""

import sys

TCP_FATE = {"refuse": "refused", "drop": "unanswered", "prohibit": "rejected", "reset": "reset"}
# action: (how, protocol) of the connections that it makes to its target
CONTACTS = {
    "http": [("http", "HTTP")],
    "tls12": [("tls", "TLSv1.2")],
    "tls12_post": [("tls", "TLSv1.2")],
    "tls12_ipv4": [("tls", "TLSv1.2")],
    "tls12_openssl": [("tls", "TLSv1.2")],
    "tls13": [("tls", "TLSv1.3")],
    "tls13_post": [("tls", "TLSv1.3")],
    "tls13_python": [("tls", "TLSv1.3")],
    "tls13_gnutls": [("tls", "TLSv1.3")],
    "tls13_large": [("tls", "TLSv1.3")],
    "quic": [("quic", "QUIC")],
    "quic_v2": [("quic", "QUIC")],
    "quic_large": [("quic", "QUIC")],
    "quic_ngtcp2": [("quic", "QUIC")],
    "quic_then_tls": [("quic", "QUIC"), ("tls", "TLSv1.3")],
    "open_push": [("tls", "TLSv1.2")],
    "proxy": [("connect", "TLSv1.3")],
    "doh_then_tls": [("tls", "TLSv1.3")],
    "tls_without_sni": [("dns", "TLSv1.3")],
    "ntp": [("dns", "NTP")],
}
RESOLVERS = {"dot": "dns.quad9.net", "doh": "cloudflare-dns.com", "doh_then_tls": "cloudflare-dns.com"}
ASKS = {"ask", "dns_tcp", "dns_https", "dns_truncated"}
ADDRESSES = {"tls_address": ("none", "TLSv1.3"), "http_address": ("none", "HTTP"), "dns_elsewhere": ("none", "DNS")}
NOISE = {
    "noise_mdns": ["224.0.0.251", "ff02::fb"],
    "noise_llmnr": ["224.0.0.252", "ff02::1:3"],
    "noise_nbns": ["10.77.0.255"],
    "noise_ssdp": ["239.255.255.250"],
    "noise_wsd": ["239.255.255.250"],
    "smb": ["10.77.0.4"],
}


def lines(names, plan):
    table = {}
    for line in open(names):
        if not line.startswith("#"):
            name, _, _, _, behaviour, area = line.rstrip("\n").split("\t")
            table[name] = (behaviour, area)
    steps = {tuple(line.rstrip("\n").split("\t")[1:4]) for line in open(plan)}
    contacted = {(machine, target) for machine, action, target in steps if action in CONTACTS}
    # Opened before the recording begins: no handshake, and no DNS answer either.
    yield "address", "40.113.110.67", "none", "established", "pc2", "unknown", "-"
    for machine, action, target in steps:
        if action in RESOLVERS:
            yield "resolver", RESOLVERS[action], "tls", "established", machine, "TLSv1.3", "-"
        if action in NOISE:
            for address in NOISE[action]:
                yield "private", address, "none", "established" if action == "smb" else "sent", machine, action.split("_")[-1].upper(), "-"
        if action in ADDRESSES:
            how, protocol = ADDRESSES[action]
            address = "9.9.9.9" if action == "dns_elsewhere" else target
            yield "address" if action != "dns_elsewhere" else "resolver", address, how, "established", machine, protocol, "-"
        if target not in table:
            continue
        behaviour, area = table[target]
        kind = {"private": "private"}.get(behaviour, "endpoint" if area != "-" else "undocumented")
        if behaviour in ("nxdomain", "zero"):
            yield "blocked", target, "dns", {"nxdomain": "nxdomain", "zero": "zero-address"}[behaviour], machine, "DNS", area
            continue
        if action in ASKS and (machine, target) not in contacted:
            yield "asked", target, "dns", "never-contacted", machine, "DNS", area
        for how, protocol in CONTACTS.get(action, []):
            outcome = TCP_FATE.get(behaviour, "established")
            if outcome in ("refused", "unanswered", "rejected"):
                how, protocol = "dns", "TCP"  # it never came to a handshake
            if behaviour == "web-tcp" and how == "quic":
                outcome = "rejected"
            yield kind, target, how, outcome, machine, protocol, area


print("kind\tname\thow\toutcome\tmachine\tprotocol\tarea")
print("\n".join("\t".join(line) for line in sorted(set(lines(*sys.argv[1:3])))))
