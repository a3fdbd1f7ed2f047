#!/bin/bash
# make.sh: builds a closed internet of network namespaces, lets real clients talk to real servers there as schedule.tsv says,
# records it (about 4 minutes), lengthens the silences (stretch.py) and writes capture.pcapng.gz, expect.tsv and names.truth.tsv.
#
#   pc1 10.77.0.2  pc2 10.77.0.3  nas 10.77.0.4  --veth-->  bridge "lan" 10.77.0.1 in "internet", which owns every public address
#
# No namespace has a link to the host, so nothing can leave. Everything started here is ended here, also on failure.
# Needs root and, from Debian 12: iproute2 dnsmasq-base caddy unbound curl openssl gnutls-bin bind9-dnsutils knot-dnsutils
# ngtcp2-client tcpdump tshark ethtool; and a Python with aioquic: LAB_PYTHON=venv/bin/python ./make.sh
# Environment: LAB_PYTHON (default python3); LAB_OUT (folder for the results, default this one); LAB_KEEP=1 (keep the work folder);
# LAB_PAUSE (seconds between actions, default 0.6).
set -u
here=$(cd "$(dirname "$0")" && pwd)
out=${LAB_OUT:-$here}
python=${LAB_PYTHON:-python3}
work=$(mktemp -d)
chmod 755 "$work"
tag=lab$$
internet=$tag-net
machines="pc1:2 pc2:3 nas:4"

cleanup() {
  trap - EXIT INT TERM
  disown -a   # no report of each job that ends below
  for space in "$internet" "$tag-pc1" "$tag-pc2" "$tag-nas"; do
    # What lives in our own namespaces was started by us, and all that was started by us lives there.
    while living=$(ip netns pids "$space" 2>/dev/null) && [ -n "$living" ]; do
      for pid in $living; do kill -9 "$pid" 2>/dev/null; done
      sleep .1
    done
    ip netns del "$space" 2>/dev/null
  done
  if [ -n "${LAB_KEEP:-}" ]; then echo "work folder: $work" >&2; else rm -rf "$work"; fi
}
trap cleanup EXIT
trap 'exit 130' INT TERM
die() { echo "make.sh: $*" >&2; tail -n 5 "$work"/*.log >&2 2>/dev/null; exit 1; }

[ "$(id -u)" = 0 ] || die "needs root"
for tool in ip dnsmasq caddy unbound curl openssl gnutls-cli dig kdig gtlsclient tcpdump tshark ethtool; do
  command -v $tool >/dev/null || die "$tool is not installed (see the list at the top of this file)"
done
"$python" -c 'import aioquic' || die "$python has no aioquic (pip install aioquic, then LAB_PYTHON=…)"

# --- the tables, without comments
grep -v '^#' "$here/names.tsv" > "$work/names"
with_behaviour() { awk -F'\t' -v wanted="$1" 'index(wanted, "|" $5 "|")' "$work/names"; }
addresses() { awk -F'\t' -v column="$1" '$column != "-" {print $column}' | sort -u; }

# --- network: fixed hardware addresses, no router advertisements, whole and checksummed packets
add_namespace() {
  ip netns add "$1" || die "cannot make namespaces"
  ip netns exec "$1" sh -c 'for scope in all default; do
    echo 0 > /proc/sys/net/ipv6/conf/$scope/accept_dad; echo 0 > /proc/sys/net/ipv6/conf/$scope/accept_ra
    echo 0 > /proc/sys/net/ipv6/conf/$scope/router_solicitations; done'
  ip -n "$1" link set lo up
}
no_offload() { ip netns exec "$1" ethtool -K "$2" tx off tso off gso off gro off >/dev/null 2>&1; }
add_namespace "$internet"
ip -n "$internet" link add lan address 02:77:00:00:00:01 type bridge mcast_snooping 0 || die "no bridge in this kernel"
ip -n "$internet" addr add 10.77.0.1/24 dev lan
ip -n "$internet" addr add 2001:db8:77::1/64 dev lan nodad
ip -n "$internet" link set lan up
for machine in $machines; do
  name=${machine%:*}; number=${machine#*:}; space=$tag-$name
  add_namespace "$space"
  ip link add eth0 netns "$space" address 02:77:00:00:00:0$number type veth peer name "$name" netns "$internet"
  ip -n "$internet" link set "$name" master lan up
  ip -n "$space" addr add 10.77.0.$number/24 dev eth0 brd +
  ip -n "$space" addr add 2001:db8:77::$number/64 dev eth0 nodad
  ip -n "$space" link set eth0 up
  ip -n "$space" route add default via 10.77.0.1
  ip -n "$space" -6 route add default via 2001:db8:77::1
  no_offload "$space" eth0; no_offload "$internet" "$name"
done
no_offload "$internet" lan
# Addresses that answer sit on the internet's own loopback (not every kernel has dummy devices); the others get a route to nowhere.
ip netns exec "$internet" sh -c 'echo 1 > /proc/sys/net/ipv4/ip_forward'
nameless=20.189.173.21
for address in $nameless $(with_behaviour '|web|web-tcp|refuse|reset|ntp|resolver|' | addresses 3); do
  ip -n "$internet" addr add "$address/32" dev lo
done
for address in $(with_behaviour '|web|web-tcp|' | addresses 4); do ip -n "$internet" addr add "$address/128" dev lo nodad; done
for address in $(with_behaviour '|drop|' | addresses 3); do ip -n "$internet" route add blackhole "$address"; done
for address in $(with_behaviour '|prohibit|' | addresses 3); do ip -n "$internet" route add prohibit "$address"; done

# --- an authority of our own, and a small certificate for each name
cd "$work" || exit 1
curve="-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes"
openssl req -x509 $curve -subj "/CN=Closed Lab Root" -days 3650 -keyout ca.key -out ca.pem 2>/dev/null || die "openssl"
certify() { # file, common name, subjectAltName
  openssl req $curve -subj "/CN=$2" -keyout "$1.key" -out "$1.csr" 2>/dev/null
  openssl x509 -req -in "$1.csr" -CA ca.pem -CAkey ca.key -CAcreateserial -days 3650 \
    -extfile <(echo "subjectAltName=$3") -out "$1.pem" 2>/dev/null || die "no certificate for $2"
}
certify resolver lab-resolver "DNS:cloudflare-dns.com,DNS:dns.quad9.net,IP:1.1.1.1,IP:9.9.9.9"
certify nameless lab-nameless "IP:$nameless"
web_names=$(with_behaviour '|web|web-tcp|' | cut -f1)
for name in $web_names; do n=$((${n:-0} + 1)); certify "site$n" lab-site "DNS:$name"; echo "$name site$n" >> sites; done

# --- name server of the local network: the table exists, everything else is NXDOMAIN
{ printf '%s\n' no-resolv no-hosts no-daemon bind-interfaces listen-address=10.77.0.1 listen-address=2001:db8:77::1 user=root pid-file= \
    local-ttl=300 local=/#/ log-queries "log-facility=$work/dnsmasq.log"
  echo "txt-record=office.com,$(printf '"v=spf1 %0190d",' 1 2 3 4 | sed 's/,$//')"
  # alpn="h3,h2": what a name with HTTP/3 announces (RFC 9460)
  echo "dns-rr=dual-a-0001.a-msedge.net,65,00010000010006026833026832"
  awk -F'\t' '
    $5 == "nxdomain" { print "address=/" $1 "/"; next }
    $5 == "zero" { print "address=/" $1 "/0.0.0.0\naddress=/" $1 "/::"; next }
    { last = $1; count = ($2 == "-") ? 0 : split($2, chain, ",")
      for (i = 1; i <= count; i++) { if (!seen[last]++) print "cname=" last "," chain[i]; last = chain[i] }
      if ($3 != "-") print "host-record=" last "," $3 ($4 == "-" ? "" : "," $4) }' names
} > dnsmasq.conf
dnsmasq --test -C dnsmasq.conf 2>/dev/null || die "dnsmasq.conf"
ip netns exec "$internet" dnsmasq -C dnsmasq.conf > dns.log 2>&1 &

# --- public resolvers, plain and encrypted
cat > unbound.conf <<U
server:
  directory: "$work"
  chroot: ""
  username: ""
  pidfile: ""
  use-syslog: no
  interface: 1.1.1.1@53
  interface: 1.1.1.1@443
  interface: 9.9.9.9@53
  interface: 9.9.9.9@853
  tls-service-key: "$work/resolver.key"
  tls-service-pem: "$work/resolver.pem"
  access-control: 0.0.0.0/0 allow
  module-config: "iterator"
  do-ip6: no
  hide-identity: yes
  hide-version: yes
remote-control:
  control-enable: no
forward-zone:
  name: "."
  forward-addr: 10.77.0.1
U
ip netns exec "$internet" unbound -d -c unbound.conf > unbound.log 2>&1 &

# --- web servers: Caddy on every address that answers, without HTTP/3 where the table says web-tcp
mkdir www
for ((line = 1; line <= 400; line++)); do printf 'filler line %05d of a download, so that areas differ in bytes.\n' $line; done > www/large
{ echo "{
 admin off
 auto_https off
 default_sni nameless.lab
 default_bind $nameless $( { with_behaviour '|web|' | addresses 3; with_behaviour '|web|' | addresses 4; } | tr '\n' ' ')"
  echo "}
(content) {
 header -Server
 # Caddy would list every one of its addresses.
 header Alt-Svc `h3=":443"; ma=86400`
 handle /filestreamingservice/* {
  root * $work/www
  rewrite * /large
  file_server
 }
 redir /fwlink/* https://support.fabrikam.example/ 302
 respond /connecttest.txt \"Microsoft Connect Test\"
 respond \"closed lab: {http.request.proto} {http.request.host}\"
}
http:// {
 import content
}
https:// {
 tls nameless.pem nameless.key
 import content
}"
  while read -r name site; do echo "https://$name {
 tls $site.pem $site.key
 import content
}"; done < sites
} > Caddyfile
serve() {
  HOME=$work XDG_DATA_HOME=$work XDG_CONFIG_HOME=$work ip netns exec "$internet" caddy run --config "$1" --adapter caddyfile > "$1.log" 2>&1 &
}
serve Caddyfile
# The addresses without HTTP/3 have a Caddy of their own.
tcp_only=$(with_behaviour '|web-tcp|' | addresses 3 | tr '\n' ' ')
sed "s/^ default_bind .*/ default_bind $tcp_only/; s/^ auto_https off/&\n servers {\n  protocols h1 h2\n }/" Caddyfile > Caddyfile.tcp
serve Caddyfile.tcp

# --- inside a machine: its name server, our authority, nothing of the host's configuration
echo 'hosts: files dns' > nsswitch
echo '127.0.0.1 localhost' > hosts
printf 'nameserver 10.77.0.1\noptions timeout:2 attempts:1\n' | tee resolv.pc1 resolv.nas > resolv.net
printf 'nameserver 2001:db8:77::1\noptions timeout:2 attempts:1 edns0\n' > resolv.pc2
cat > enter.sh <<X
mount --bind $work/resolv.\$1 /etc/resolv.conf; mount --bind $work/nsswitch /etc/nsswitch.conf; mount --bind $work/hosts /etc/hosts
shift
unset SSL_CERT_DIR http_proxy https_proxy all_proxy no_proxy HTTP_PROXY HTTPS_PROXY ALL_PROXY NO_PROXY
export authority=$work/ca.pem SSL_CERT_FILE=$work/ca.pem CURL_CA_BUNDLE=$work/ca.pem HOME=$work
exec "\$@"
X
inside() { local name=$1; shift; ip netns exec "$tag-$name" bash "$work/enter.sh" "$name" "$@"; }
reset_address=$(with_behaviour '|reset|' | addresses 3)
ntp_address=$(with_behaviour '|ntp|' | addresses 3)
inside net "$python" "$here/servers.py" "ntp=$ntp_address:123" "reset=$reset_address:443" proxy=10.77.0.1:3128 > servers.log 2>&1 &
inside nas "$python" "$here/servers.py" silent=10.77.0.4:445 page=10.77.0.4:80 > nas.log 2>&1 &

# --- wait until all of it answers (asked inside the internet and the nas, where the recording does not look)
up() {
  ip netns exec "$internet" dig +short +time=1 +tries=1 @10.77.0.1 office.com | grep -q . || return 1
  for port in 1.1.1.1/443 9.9.9.9/853 10.77.0.1/3128 "$reset_address/443" 13.107.6.156/443 23.32.238.137/443; do
    ip netns exec "$internet" bash -c "exec 3<>/dev/tcp/$port" 2>/dev/null || return 1
  done
  ip netns exec "$tag-nas" bash -c 'exec 3<>/dev/tcp/10.77.0.4/445 4<>/dev/tcp/10.77.0.4/80' 2>/dev/null
}
for try in $(seq 100); do up && break; [ "$try" = 100 ] && die "the servers did not come up"; sleep .1; done

# --- play the schedule under recording
source "$here/actions.sh"
machine=pc2; open_push client.wns.windows.com   # already open when the recording starts
sleep .5
ip netns exec "$internet" tcpdump -i lan -n -s 0 -U --immediate-mode -w raw.pcap 'not dst host ff02::16' > tcpdump.log 2>&1 & recorder=$!
for try in $(seq 100); do grep -qs 'listening on' tcpdump.log && break; sleep .05; done
awk -F'\t' -v OFS='\t' '/^[0-9]/ {
  split($1, at, ":"); minute = at[1] * 60 + at[2]; split($2, e, ":"); every = e[1] * 60 + e[2]
  do { print minute, $3, $4, ($5 == "" ? "-" : $5), ($6 == "" ? "/" : $6); minute += every } while (every && minute <= 26 * 60)
}' "$here/schedule.tsv" | sort -s -n -k1,1 > plan
echo "make.sh: playing $(wc -l < plan) actions" >&2
failed=0
while IFS=$'\t' read -r minute machine action target argument <&9; do
  printf '%s\t%s\t%s\n' "$EPOCHREALTIME" "$minute" "$machine $action $target" >> marks
  "$action" "$target" "$argument" > action.out 2>&1 < /dev/null
  status=$?
  behaviour=$(awk -F'\t' -v n="$target" '$1 == n {print $5}' names)
  case $behaviour in nxdomain | zero | refuse | drop | prohibit | reset | none) ;;   # cannot succeed, by the table
    *) if [ $status != 0 ]; then failed=$((failed + 1)); echo "failed ($status): $minute $machine $action $target: $(tail -n 1 action.out)" >&2; fi ;;
  esac
  # A pause after each action lets its connections close before the next mark.
  sleep "${LAB_PAUSE:-.6}"
done 9< plan
kill $recorder; wait $recorder 2>/dev/null
[ $failed = 0 ] || die "$failed actions failed"

"$python" "$here/stretch.py" raw.pcap marks "$out/capture.pcapng.gz" || die "stretch.py"
"$python" "$here/expect.py" "$here/names.tsv" plan > "$out/expect.tsv" || die "expect.py"
"$python" "$here/check.py" "$out/capture.pcapng.gz" "$out/expect.tsv" || die "the capture does not hold what the recipe promises"
"$python" "$here/names.py" "$out/capture.pcapng.gz" > "$out/names.truth.tsv" || die "names.py"
echo "make.sh: $out/capture.pcapng.gz, $(stat -c %s "$out/capture.pcapng.gz") bytes" >&2
