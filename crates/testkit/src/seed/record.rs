//! Small records of runs: one of each kind of part, and ones that cannot be.

use super::Seed;
use crate::build::RunRecord;

/// A run, an empty one, one by hand with every field, and wrong ones.
pub(super) fn seeds() -> Vec<Seed> {
    let week = RunRecord::new("week", 1_767_571_200, 604_800, 7)
        .said("host", "desk-7")
        .said("build", "19041.388")
        .calls("a.example", (0..5).map(|it| it * 90_000))
        .calls("arc.msn.com", [60]);
    let empty = RunRecord::new("empty", 0, 0, 1);
    [
        ("week", week.json()),
        ("empty", empty.json()),
        ("whole", WHOLE.to_owned()),
        ("backwards", WHOLE.replace("[10,20]", "[20,10]")),
        ("newer", WHOLE.replace("run/1", "run/2")),
    ]
    .into_iter()
    .map(|(name, text)| Seed::new("record", name, text.into_bytes()))
    .collect()
}

const WHOLE: &str = r#"{"schema":"backchat-run/1","tool":{"name":"backchat","version":"0.1.0"},"label":"whole",
"conditions":{"release":"2004","edition":"Pro"},
"run":{"watched":[[10,20],[9000000000,9100000000]],"joins":[1,10,[[0,1]]],"files":2,"packets":3,"bytes":180,"connections":2,
"midway":1,"unexplained":1,"unexplained_named":0,
"devices":[{"label":"192.0.2.1","addresses":["192.0.2.1","2001:db8::1"],"mac":"02:00:00:00:00:01","connections":2,"on_page":2}],
"apart":[["private",1,60]],"left_out":[["arp","address resolution, no connection",1]],"warnings":[["a.pcap","cut"]]},
"destinations":[
{"name":"a.example","scope":"public","addresses":["198.51.100.1"],"ports":["tcp/443"],"protocols":["TLS"],
"evidence":{"tls":1,"dns":1},"outcomes":{"established":1,"refused":1},"ways":{"ipv4/tcp":[1,1,1]},"attempts":2,
"rhythm":[4,8,[[0,1],[3,1]]],"failures":[1,20,[[0,1]]],"volume":[1,60,1,60],"first":10,"last":20,"devices":["192.0.2.1"],
"chains":[["a.example","b.example"]],"rivals":["c.example"],"processes":["svchost"],
"asked":[{"path":"/x","protocols":["TLS"],"process":"svchost","port":443}]},
{"address":["2001:db8:1::1",443],"outcomes":{"unanswered":1},"ways":{"ipv6/udp":[0,1,0]},"attempts":1,"rhythm":[1,9000,[[0,1]]],
"volume":[1,60,0,0],"first":9000000000,"last":9000000000,"devices":["2001:db8::1"]}]}
"#;
