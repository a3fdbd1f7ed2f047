//! A web server for Windows' connectivity test (NCSI), as servers of [nginx](https://nginx.org/en/docs/): for policies that answer
//! the test's names inside the own network.
//!
//! Windows asks `www.msftconnecttest.com/connecttest.txt` for the text `Microsoft Connect Test`, up to 1607
//! `www.msftncsi.com/ncsi.txt` for `Microsoft NCSI`, both over plain HTTP, and takes any other answer for a captive portal
//! ([NCSI overview](https://learn.microsoft.com/windows-server/networking/ncsi/ncsi-overview)). Then it opens `/redirect` in a browser.
//! The texts have no line end.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::net::IpAddr;

use crate::plane::{Ability, Answering, Artefact, Comment, Family, File, Order, Plane, PlaneError};

/// The plane.
pub struct NcsiWeb;

/// The name that is only looked up, to an address of the vendor's: no web server is asked there.
const LOOKUP: &str = "dns.msftncsi.com";

/// What is answered to each path.
const ANSWERS: &str = r#"
    default_type text/plain;
    location = /connecttest.txt { return 200 "Microsoft Connect Test"; }
    location = /ncsi.txt { return 200 "Microsoft NCSI"; }
    # Opened by people who are told to sign in; there is nothing to sign in to.
    location = /redirect { return 200 "This network answers the connectivity test itself.\n"; }
    location / { return 404; }
"#;

impl Plane for NcsiWeb {
    fn id(&self) -> &'static str {
        "ncsi-web"
    }

    fn about(&self) -> &'static str {
        "web server that answers Windows' connectivity test, for nginx"
    }

    fn ability(&self) -> Ability {
        Ability {
            family: Family::Proxy,
            names: None,
            settings: &[],
            addresses: false,
            answers: Answering::Requests,
        }
    }

    fn limits(&self) -> &'static [&'static str] {
        &[
            "it blocks nothing, and is of use only where a DNS plane of the same policy answers the names of the test",
            "a machine that reaches this server believes to have internet access, whether it has or not",
        ]
    }

    fn compile(&self, order: &Order<'_>) -> Result<Artefact, PlaneError> {
        let web: Vec<_> = order
            .intent
            .answers
            .iter()
            .filter(|it| it.name != LOOKUP)
            .collect();
        if web.is_empty() {
            return Err(PlaneError::Nothing(
                "the policy does not answer the connectivity test locally".to_owned(),
            ));
        }
        let names: Vec<&str> = web.iter().map(|it| it.name).collect();
        let addresses: BTreeSet<IpAddr> = web.iter().flat_map(|it| it.addresses.clone()).collect();
        let more = ["Include it in http { }.".to_owned()];
        let mut text = Comment::HASH.header(self, order, &[], &more);
        text.push_str("\nserver {\n");
        for address in addresses {
            let _ = match address {
                IpAddr::V4(address) => writeln!(text, "    listen {address}:80;"),
                IpAddr::V6(address) => writeln!(text, "    listen [{address}]:80;"),
            };
        }
        let _ = writeln!(text, "    server_name {};", names.join(" "));
        text.push_str("    access_log off;");
        text.push_str(ANSWERS);
        text.push_str("}\n");
        Ok(Artefact {
            files: vec![
                File::apply("backchat-ncsi.conf", text),
                File::undo(
                    "undo-backchat-ncsi.conf",
                    "# backchat ncsi-web: nothing, in place of the server that answers the connectivity test\n",
                ),
            ],
            apply: vec![
                "On the machine that has the addresses of the policy: put backchat-ncsi.conf into /etc/nginx/conf.d".to_owned(),
                "Check it: nginx -t; load it: nginx -s reload".to_owned(),
                "Try it: curl -H 'Host: www.msftconnecttest.com' http://ADDRESS/connecttest.txt".to_owned(),
                "Then load what a DNS plane made of the same policy".to_owned(),
            ],
            undo: vec![
                "Take back what the DNS plane did first: machines would find no server where the names lead them".to_owned(),
                "Remove backchat-ncsi.conf, or put undo-backchat-ncsi.conf in its place, and nginx -s reload".to_owned(),
            ],
            rules: Vec::new(),
            notes: Vec::new(),
        })
    }
}
