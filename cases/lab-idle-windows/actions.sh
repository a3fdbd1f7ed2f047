# actions.sh: what a machine can do, one function each: ACTION TARGET ARGUMENT. Sourced by make.sh, which sets $machine.
# All are real programs; the little Python here only speaks what no packaged client does (see the files' first lines).

on() { timeout 15 ip netns exec "$tag-$machine" bash "$work/enter.sh" "$machine" "$@"; }
fetch() { on curl -s -m 9 -o /dev/null "$@"; }
request() { printf 'GET %s HTTP/1.1\r\nHost: %s\r\nConnection: %s\r\n\r\n' "$2" "$1" "${3:-close}"; }
payload() { head -c "$1" < /dev/zero | tr '\0' x; }

# HTTP and TLS: curl with OpenSSL unless the name says otherwise
http() { fetch "http://$1$2"; }
tls12() { fetch --tls-max 1.2 --http1.1 "https://$1$2"; }
tls12_ipv4() { fetch -4 --tls-max 1.2 --http1.1 "https://$1$2"; }
tls12_post() { payload "$2" > body; fetch --tls-max 1.2 --http1.1 --data-binary @"$work/body" "https://$1/OneCollector/1.0/"; }
tls13() { fetch --tlsv1.3 "https://$1$2"; }
# HTTP/1.1 here too: over HTTP/2 the server may answer and reset the stream before it has read the body.
tls13_post() { payload "$2" > body; fetch --tlsv1.3 --http1.1 --data-binary @"$work/body" "https://$1/OneCollector/1.0/"; }
tls13_python() { on "$python" -c 'import sys, urllib.request as u; u.urlopen(sys.argv[1], timeout=9).read()' "https://$1$2"; }
tls13_gnutls() {
  on bash -c "$(declare -f request); request '$1' '$2' | gnutls-cli --x509cafile=\$authority -p 443 '$1'"
}
secure="openssl s_client -quiet -verify_return_error"
tls12_openssl() {
  on bash -c "$(declare -f request); request '$1' '$2' | $secure -tls1_2 -connect '$1:443' -servername '$1'"
}
# A ClientHello of more than one segment: a long list of application protocols, as long as a post-quantum key share
tls13_large() {
  local protocols; protocols=http/1.1$(printf ',lab-protocol-%03d' $(seq 90))
  on bash -c "$(declare -f request); request '$1' '$2' | $secure -tls1_3 -alpn '$protocols' -connect '$1:443' -servername '$1'"
}

# QUIC: aioquic (version 1, version 2, a ClientHello of two datagrams) and ngtcp2; the last asks for HTTP/3 where there is none,
# then takes TCP as browsers do
quic() { on "$python" "$here/h3.py" "$1" "$2"; }
quic_v2() { on "$python" "$here/h3.py" "$1" "$2" v2; }
quic_large() { on "$python" "$here/h3.py" "$1" "$2" large; }
quic_ngtcp2() { on gtlsclient --exit-on-all-streams-close --timeout=5s -q "$1" 443 "https://$1$2"; }
quic_then_tls() { quic "$1" "$2"; tls13 "$1" "$2"; }

# A push channel: one TLS connection that stays open; `push` sends a request over it
open_push() {
  local pipe=push-$machine.pipe held
  mkfifo "$pipe"
  # Both ends are held open here so that neither side waits; without -ign_eof s_client would leave at the first pause.
  exec {held}<> "$pipe"
  ip netns exec "$tag-$machine" bash "$work/enter.sh" "$machine" \
    openssl s_client -tls1_2 -quiet -ign_eof -connect "$1:443" -servername "$1" < "$pipe" > "push-$machine.log" 2>&1 &
  push "$1"
  sleep 1
}
push() { request "$1" /ping keep-alive > "push-$machine.pipe"; sleep .3; }

# DNS: asked and nothing more; over TCP; type HTTPS; too large for UDP, then TCP; over TLS; over HTTPS; of another server
ask() { on getent ahosts "$1"; }
dns_tcp() { on dig +tcp +short "$1" A; }
dns_https() { on dig +short "$1" HTTPS; }
dns_truncated() { on dig +bufsize=512 +short "$1" TXT; }
dot() { on kdig +tls-ca="$work/ca.pem" +tls-hostname=dns.quad9.net @9.9.9.9 +short "$1" A; }
doh() { on kdig +https=/dns-query +tls-ca="$work/ca.pem" +tls-hostname=cloudflare-dns.com @1.1.1.1 +short "$1" A; }
dns_elsewhere() { on dig +short @9.9.9.9 "$1" A; }
# The name goes through DNS over HTTPS only, so the TLS connection that follows has no DNS answer to explain it.
doh_then_tls() { fetch --doh-url https://cloudflare-dns.com/dns-query --tlsv1.3 "https://$1$2"; }

# Addresses without a name, and a TLS connection that keeps its name to itself
tls_address() { fetch -k "https://$1$2"; }
http_address() { fetch "http://$1$2"; }
tls_without_sni() { on bash -c "$(declare -f request); request '$1' / | openssl s_client -quiet -noservername -connect '$1:443'"; }

# Others: clock, company proxy, file server, and the talk of a local network
ntp() { on "$python" "$here/noise.py" ntp "$1"; }
proxy() { fetch --tlsv1.3 -x http://10.77.0.1:3128 "https://$1$2"; }
smb() { on "$python" "$here/noise.py" smb "$1"; }
noise_mdns() { on "$python" "$here/noise.py" mdns; }
noise_llmnr() { on "$python" "$here/noise.py" llmnr; }
noise_nbns() { on "$python" "$here/noise.py" nbns; }
noise_ssdp() { on "$python" "$here/noise.py" ssdp; }
noise_wsd() { on "$python" "$here/noise.py" wsd; }
