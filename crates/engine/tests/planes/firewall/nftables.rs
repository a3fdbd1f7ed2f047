//! nftables: the kernel loads every table, blocks the addresses in it and nothing beside them, and gives way to the undo;
//! dnsmasq fills the sets by name as the plane claims.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::net::{IpAddr, Ipv4Addr};
use std::process::{Command, Stdio};

use backchat_engine::observe::{Destination, Key, Observation};
use backchat_engine::plane::{self, Artefact, NamePlan, Order, PlaneError, Role};
use backchat_engine::rules::Action;
use backchat_engine::scope::Scope;
use backchat_wire::Time;

use super::namespace::Lab;
use crate::consumer::{Place, Running, has, run, wait};
use crate::{policies, question};

/// An address that only a map's server has, as the observation shows it.
pub(crate) const OFF: &str = "20.42.73.29";
/// An address beside it.
pub(crate) const NEIGHBOR: &str = "20.42.73.30";
const OFF_V6: &str = "2603:1030::29";

/// Calls `test` with an order that has seen where maps come from.
pub(crate) fn with_maps_seen(test: impl FnOnce(&Order<'_>)) {
    policies::with("maps", "release = \"2004\"\noff = [\"maps\"]", |order| {
        let key = Key::Name("a.maps.windows.com".into());
        let mut maps = Destination::new(key, Scope::Public, Time::new(1_767_000_000, 0));
        for address in [OFF, OFF_V6] {
            maps.addresses.insert(address.parse::<IpAddr>().unwrap());
        }
        let observation = Observation {
            destinations: vec![maps],
            ..Observation::default()
        };
        test(&Order {
            observation: Some(&observation),
            ..*order
        });
    });
}

/// A policy with ranges that a vendor documents.
pub(crate) const RANGES: (&str, &str) = (
    "exchange",
    "release = \"microsoft-365-worldwide\"\noff = [\"exchange-online\"]",
);

fn text(artefact: &Artefact, role: Role) -> &str {
    let mut files = artefact.files.iter();
    files.find(|it| it.role == role).unwrap().text().unwrap()
}

fn takes(file: &str) -> (bool, String) {
    let place = Place::new("nft");
    let path = place.file("table.nft", file);
    run(Command::new("unshare")
        .args(["-n", "nft", "-c", "-f"])
        .arg(path))
}

#[test]
fn nft_takes_every_table() {
    if !has("nft") {
        return;
    }
    let (fine, said) =
        takes("table inet x {\n\tset s {\n\t\ttype ipv4_addr\n\t\telements = { }\n\t}\n}\n");
    if said.contains("not permitted") {
        println!("SKIPPED: no network namespace can be made: {said}");
        return;
    }
    assert!(!fine, "an empty list of elements is an error");
    let check = |order: &Order<'_>| {
        let plane = plane::find("nftables").unwrap();
        let artefact = match plane.compile(order) {
            Ok(artefact) => artefact,
            Err(PlaneError::NoAllowList) => return,
            Err(error) => panic!("{}: {error}", order.policy),
        };
        for role in [Role::Apply, Role::Undo] {
            let (fine, said) = takes(text(&artefact, role));
            assert!(fine && said.is_empty(), "{}: {said}", order.policy);
        }
    };
    policies::each(|_, order| check(order));
    policies::with(RANGES.0, RANGES.1, |order| {
        let artefact = plane::find("nftables").unwrap().compile(order).unwrap();
        assert!(text(&artefact, Role::Apply).contains("13.107.6.152/31"));
        check(order);
    });
    with_maps_seen(check);
}

#[test]
fn the_kernel_blocks_a_seen_address_and_not_its_neighbor() {
    if !has("nft") || !has("python3") {
        return;
    }
    let Some(lab) = Lab::new() else { return };
    let place = Place::new("nft");
    let _server = listen(&lab);
    with_maps_seen(|order| {
        let artefact = plane::find("nftables").unwrap().compile(order).unwrap();
        let rules = || run(lab.inside("nft").args(["list", "ruleset"])).1;
        let load = |role| {
            let path = place.file("table.nft", text(&artefact, role));
            let (fine, said) = run(lab.inside("nft").arg("-f").arg(path));
            assert!(fine, "{said}");
        };
        let before = rules();
        // A second time, as it replaces itself.
        for _ in 0..2 {
            load(Role::Apply);
            assert!(!lab.reaches(OFF, 8099), "{}", rules());
            assert!(lab.reaches(NEIGHBOR, 8099));
        }
        assert!(rules().contains(OFF_V6), "{}", rules());
        // Once dnsmasq has given the address for something that stays, it is let through.
        let stays = format!("{{ {OFF} }}");
        let (fine, said) = run(lab
            .inside("nft")
            .args(["add", "element", "inet", "backchat", "kept4", &stays]));
        assert!(fine, "{said}");
        assert!(lab.reaches(OFF, 8099), "{}", rules());
        load(Role::Undo);
        assert!(lab.reaches(OFF, 8099));
        assert_eq!(rules(), before);
    });
}

/// A server on the outside that listens on both addresses, on port 8099.
pub(crate) fn listen(lab: &Lab) -> Running {
    for address in [OFF, NEIGHBOR] {
        lab.address(address);
    }
    let mut server = Running::start(
        lab.outside("python3")
            .args(["-m", "http.server", "8099", "--bind", "0.0.0.0"])
            .stdout(Stdio::null())
            .stderr(Stdio::null()),
    );
    wait("the server is up", || {
        server.check();
        lab.reaches(NEIGHBOR, 8099)
    });
    assert!(lab.reaches(OFF, 8099));
    server
}

#[test]
fn dnsmasq_fills_the_sets_as_the_plane_claims() {
    if !has("nft") || !has("dnsmasq") || !has("python3") {
        return;
    }
    let Some(lab) = Lab::new() else { return };
    let mut asked_in_all = 0;
    policies::each(|policy, order| {
        let plane = plane::find("nftables").unwrap();
        let Ok(artefact) = plane.compile(order) else {
            return;
        };
        let plan = NamePlan::of(order, plane.ability().names.unwrap()).unwrap();
        let asked: Vec<String> = question::names(order.intent).into_iter().collect();
        let sets = filled(&lab, &artefact, &asked);
        let mut wrong = Vec::new();
        for (number, name) in asked.iter().enumerate() {
            let address = address(number).to_string();
            let blocked = sets[0].contains(&address) && !sets[1].contains(&address);
            let claimed = plan.verdict(name) == Action::Block;
            if blocked != claimed {
                wrong.push(format!("{name}: blocked {blocked}, claimed {claimed}"));
            }
        }
        asked_in_all += asked.len();
        assert!(wrong.is_empty(), "{policy}:\n{}", wrong.join("\n"));
    });
    println!("nftables: {asked_in_all} names asked of dnsmasq");
    assert!(asked_in_all > 300, "{asked_in_all}");
}

/// The address that a name has in the test.
fn address(number: usize) -> Ipv4Addr {
    let [high, low] = u16::try_from(number + 1).unwrap().to_be_bytes();
    Ipv4Addr::new(100, 70, high, low)
}

/// Asks for all names, each with an address of its own, and reads what is in the sets then: off, kept.
fn filled(lab: &Lab, artefact: &Artefact, asked: &[String]) -> [BTreeSet<String>; 2] {
    let place = Place::new("nftset");
    let mut hosts = String::new();
    for (number, name) in asked.iter().enumerate() {
        writeln!(hosts, "{} {name}", address(number)).unwrap();
    }
    let hosts = place.file("hosts", hosts);
    let names = place.file("names", asked.join("\n"));
    for file in &artefact.files {
        place.file(&file.name, &file.content);
    }
    let path = |name: &str| place.path().join(name);
    let (fine, said) = run(lab.inside("nft").arg("-f").arg(path("backchat.nft")));
    assert!(fine, "{said}");
    let (fine, said) = run(Command::new("dnsmasq")
        .args(["--test", "-C"])
        .arg(path("dnsmasq-nftset.conf")));
    assert!(fine, "{said}");
    let start = |listen: &str, more: &[String]| {
        Running::start(
            lab.inside("dnsmasq")
                .args([
                    "-k",
                    "-u",
                    "root",
                    "--no-resolv",
                    "--no-hosts",
                    "-z",
                    "-a",
                    listen,
                ])
                .arg("--pid-file")
                .args(more)
                .stdout(Stdio::null())
                .stderr(Stdio::null()),
        )
    };
    let _upstream = start(
        "127.0.0.2",
        &[
            "-C".to_owned(),
            "/dev/null".to_owned(),
            format!("--addn-hosts={}", hosts.display()),
        ],
    );
    let _server = start(
        "127.0.0.1",
        &[
            "-C".to_owned(),
            path("dnsmasq-nftset.conf").display().to_string(),
            "--server=127.0.0.2".to_owned(),
        ],
    );
    let asker = place.file("ask.py", ASK);
    let (fine, said) = run(lab.inside("python3").arg(asker).arg(names));
    assert!(fine, "{said}");
    ["named4", "kept4"].map(|set| {
        let (fine, said) = run(lab
            .inside("nft")
            .args(["list", "set", "inet", "backchat", set]));
        assert!(fine, "{said}");
        let words = said.split(|letter: char| !(letter.is_ascii_digit() || letter == '.'));
        let addresses = words.filter(|word| word.parse::<Ipv4Addr>().is_ok());
        addresses.map(str::to_owned).collect()
    })
}

/// Asks for the address of each name of a file, again until there is an answer.
const ASK: &str = r"
import socket, struct, sys
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.settimeout(1)
for number, name in enumerate(open(sys.argv[1]).read().split()):
    labels = b''.join(bytes([len(l)]) + l.encode() for l in name.split('.'))
    query = struct.pack('>HHHHHH', number, 0x100, 1, 0, 0, 0) + labels + b'\0\0\1\0\1'
    for attempt in range(20):
        try:
            s.sendto(query, ('127.0.0.1', 53))
            answer = s.recv(4096)
            while answer[:2] != query[:2]:
                answer = s.recv(4096)
        except OSError:
            continue
        if answer[7] == 0:
            sys.exit('no address for ' + name)
        break
    else:
        sys.exit('no answer for ' + name)
";
