//! What an acceptance reaches: names, as vendors write them, or addresses.
//!
//! Nothing is accepted by guesswork: names count in the plain reading of their spelling, a name's addresses are not accepted with
//! it, and an address does not accept the names that are served from it.

use std::net::{IpAddr, SocketAddr};

use crate::attribute::Network;
use crate::pattern::{self, Fit, Kind, PathPart, Pattern};

/// The widest networks that are accepted, in bits: none that one owner has is wider.
const WIDEST: (u8, u8) = (8, 16);

/// What an acceptance reaches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Names.
    Names(Pattern),
    /// Addresses that nothing names.
    Addresses {
        /// The address, or all of a network.
        network: Network,
        /// The port; every one where none is said.
        port: Option<u16>,
    },
}

/// Why a text is no destination to accept.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{what}")]
pub struct ReachError {
    /// What is wrong.
    pub what: String,
    /// What to write.
    pub hint: String,
}

impl Reach {
    /// Reads a destination: a name or pattern, an address, an address and port, or a network.
    ///
    /// # Errors
    /// Where it is none of these, or would accept everything.
    pub fn read(text: &str) -> Result<Self, ReachError> {
        let text = text.trim();
        if let Ok(at) = text.parse::<SocketAddr>() {
            return Ok(Self::Addresses {
                network: Network::from(at.ip()),
                port: Some(at.port()),
            });
        }
        if let Ok(network) = text.parse::<Network>() {
            return addresses(network);
        }
        names(text).map(Self::Names)
    }

    /// Whether it reaches a destination as it is shown: a name, or the address and port that nothing names.
    #[must_use]
    pub fn holds(&self, title: &str, nameless: bool) -> bool {
        match self {
            Self::Names(pattern) => {
                // What was asked for below a host is rarely seen, so that a path cannot be held against anything.
                let whole = !matches!(pattern.path(), PathPart::Glob(_));
                !nameless && whole && pattern.fit(title).is_some_and(Fit::is_plain)
            }
            Self::Addresses { network, port } => {
                let at = nameless.then(|| address(title)).flatten();
                at.is_some_and(|(address, called)| {
                    network.holds(Network::from(address))
                        && port.is_none_or(|port| called == Some(port))
                })
            }
        }
    }

    /// Whether it reaches one host, or one address, and nothing else.
    #[must_use]
    pub fn is_single(&self) -> bool {
        match self {
            Self::Names(pattern) => {
                pattern.kind() == Kind::Exact && *pattern.path() == PathPart::Unsaid
            }
            Self::Addresses { network, .. } => network.is_address(),
        }
    }
}

/// An address and port as destinations are shown; without the port where there is none.
fn address(title: &str) -> Option<(IpAddr, Option<u16>)> {
    let at = title.parse::<SocketAddr>();
    let at = at.map(|it| (it.ip(), Some(it.port())));
    at.ok().or_else(|| Some((title.parse().ok()?, None)))
}

fn addresses(network: Network) -> Result<Reach, ReachError> {
    let widest = match network.address() {
        IpAddr::V4(_) => WIDEST.0,
        IpAddr::V6(_) => WIDEST.1,
    };
    if network.prefix() < widest {
        return Err(ReachError {
            what: format!("a network of /{} is nearly everything", network.prefix()),
            hint: format!("name the networks of whom you mean, of /{widest} or longer"),
        });
    }
    Ok(Reach::Addresses {
        network: network.tidy(),
        port: None,
    })
}

fn names(text: &str) -> Result<Pattern, ReachError> {
    let everything = || ReachError {
        what: format!("`{text}` would accept everything"),
        hint: "name the hosts, or the domain that they are below: *.contoso.com".to_owned(),
    };
    if text.contains('*') && text.chars().all(|c| matches!(c, '*' | '.' | '\\' | '/')) {
        return Err(everything());
    }
    if port_of(text) {
        return Err(ReachError {
            what: "a name is accepted on every port".to_owned(),
            hint: "leave the port out".to_owned(),
        });
    }
    // A host that is spelled out is meant as it stands, whatever vendors mean by such a word.
    let exact = (!text.contains('*'))
        .then(|| Pattern::new(Kind::Exact, text, PathPart::Unsaid).ok())
        .flatten();
    let pattern = match exact {
        Some(pattern) => pattern,
        None => {
            let read = pattern::read(text).map_err(|error| ReachError {
                what: error.to_string(),
                hint: "write a name, a pattern as vendors write it (*.contoso.com), an address, an address:port or a network"
                    .to_owned(),
            });
            read?.pattern
        }
    };
    if is_suffix(&pattern) {
        return Err(everything());
    }
    Ok(pattern)
}

/// Whether a text ends in a colon and a port.
fn port_of(text: &str) -> bool {
    let host = text.split_once("://").map_or(text, |(_, rest)| rest);
    let host = host.split('/').next().unwrap_or(host);
    host.rsplit_once(':')
        .is_some_and(|(_, port)| !port.is_empty() && port.bytes().all(|it| it.is_ascii_digit()))
}

/// Whether a wildcard stands right below a suffix that anybody can register names under: `*.com`, `*.*.co.uk`.
fn is_suffix(pattern: &Pattern) -> bool {
    if pattern.kind() == Kind::Exact {
        return false;
    }
    let host = pattern.host();
    let named = |label: &str| label.bytes().any(|it| it.is_ascii_alphanumeric());
    let first = host.split('.').position(|label| !label.contains('*'));
    let Some(first) = first else {
        return !named(host);
    };
    let wild: Vec<&str> = host.split('.').take(first).collect();
    let spelled: Vec<&str> = host.split('.').skip(first).collect();
    let spelled = spelled.join(".");
    let suffix = psl::suffix(spelled.as_bytes());
    let open = suffix.is_some_and(|it| {
        it.typ() == Some(psl::Type::Icann) && it.as_bytes().len() == spelled.len()
    });
    open && !wild.iter().any(|label| named(label))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holds(text: &str, title: &str, nameless: bool) -> bool {
        Reach::read(text)
            .expect("the text is a destination")
            .holds(title, nameless)
    }

    #[test]
    fn names_are_held_in_the_plain_reading() {
        assert!(holds("*.Contoso.com", "a.b.contoso.com", false));
        assert!(!holds("*.contoso.com", "contoso.com", false));
        assert!(!holds("contoso.com", "a.contoso.com", false));
        assert!(!holds("*g.live.com", "bug.live.com", false));
        assert!(holds("https://contoso.com/*", "contoso.com", false));
        assert!(!holds("contoso.com/updates/*", "contoso.com", false));
    }

    #[test]
    fn a_word_that_vendors_mean_as_a_wildcard_is_a_host_here() {
        assert!(holds("wildcard.twimg.com", "wildcard.twimg.com", false));
        assert!(!holds("wildcard.twimg.com", "a.twimg.com", false));
    }

    #[test]
    fn addresses_are_held_with_their_port_and_networks_with_all() {
        assert!(holds("20.1.2.3", "20.1.2.3:443", true));
        assert!(holds("20.1.2.3:443", "20.1.2.3:443", true));
        assert!(!holds("20.1.2.3:443", "20.1.2.3:80", true));
        assert!(!holds("20.1.2.3:443", "20.1.2.3", true));
        assert!(holds("20.1.2.9/24", "20.1.2.3:80", true));
        assert!(holds("[2a02::1]:443", "[2a02::1]:443", true));
        assert!(holds("2a02::/32", "[2a02::1]:443", true));
    }

    #[test]
    fn an_address_accepts_no_name_and_a_name_no_address() {
        assert!(!holds("20.1.2.3", "20.1.2.3", false));
        assert!(!holds("*.contoso.com", "20.1.2.3:443", true));
    }

    #[test]
    fn what_would_accept_everything_is_refused() {
        for text in [
            "*",
            "*.*",
            "**.*",
            "*.com",
            "*.co.uk",
            "*.*.com",
            "*com",
            "0.0.0.0/0",
            "::/0",
            "0.0.0.0/1",
        ] {
            let error = Reach::read(text).expect_err(text);
            assert!(error.what.contains("everything"), "{text}: {error}");
        }
        for text in [
            "*.contoso.com",
            "img.*.com",
            "evoke.msedge.*",
            "com",
            "*.azureedge.net",
        ] {
            assert!(Reach::read(text).is_ok(), "{text}");
        }
    }

    #[test]
    fn what_is_no_destination_is_refused() {
        for text in [
            "",
            "a b",
            "contoso.com:443",
            "http://20.1.2.3/",
            "20.0.0.0/33",
            "ä.example",
        ] {
            assert!(Reach::read(text).is_err(), "{text:?}");
        }
    }
}
