//! A client's attempt to connect: the keys that follow from the connection ID it made up, and the handshake messages
//! that its Initial packets carried, down to the ClientHello.

use super::frame::{Crypto, CryptoFrames};
use super::google::frame::GoogleFrames;
use super::google::hello as google;
use super::keys::ClientKeys;
use super::packet::{Ids, Initial};
use super::stream::CryptoStream;
use super::version::{Handshake, Version};
use crate::name::tls::client_hello::{self, ClientHello, End};
use crate::{Absence, HostName};

/// One attempt. A Retry or another version makes a new one, in which the client says everything again. (Versions that
/// are compatible by RFC 9368 may change in the middle, but only once the server has the whole hello.)
pub(super) struct Attempt {
    version: Version,
    original: Box<[u8]>,
    keys: ClientKeys,
    stream: CryptoStream,
    full: bool,
}

/// What a client's first message says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Hello {
    /// A ClientHello of TLS.
    Tls(Box<ClientHello>),
    /// A client hello of Google's.
    Google {
        /// The server's name; `None` where there is none or it is empty.
        server_name: Option<HostName>,
        /// The program that connects, as printable ASCII.
        user_agent: Option<Box<str>>,
    },
}

/// How far the handshake messages of an attempt got without showing a hello.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// None has been seen.
    Nothing,
    /// Some are missing.
    Gap,
    /// Some were dropped at a limit.
    Full,
}

impl Attempt {
    /// Tries `initial` as the first packet of an attempt, and returns the attempt with the frames in that packet.
    pub(super) fn begin(initial: &Initial<'_>) -> Option<(Self, Vec<u8>)> {
        let version = initial.ids.version;
        let original = initial.ids.destination;
        protected_like(version).find_map(|like| {
            let keys = ClientKeys::derive(&like.protection()?, original)?;
            let frames = keys.open(initial.bytes, initial.number_at)?;
            let attempt = Self {
                version,
                original: original.into(),
                keys,
                stream: CryptoStream::default(),
                full: false,
            };
            Some((attempt, frames))
        })
    }

    /// Whether its first packet had this version and was sent to this connection ID.
    pub(super) fn began_with(&self, ids: &Ids<'_>) -> bool {
        self.version == ids.version && *self.original == *ids.destination
    }

    /// The frames in a later packet; `None` where it belongs to another attempt.
    pub(super) fn open(&self, initial: &Initial<'_>) -> Option<Vec<u8>> {
        if initial.ids.version != self.version {
            return None;
        }
        self.keys.open(initial.bytes, initial.number_at)
    }

    /// Takes the frames of one packet. Returns the hello once it is complete, or why it never will be.
    pub(super) fn take(&mut self, frames: &[u8]) -> Option<Result<Hello, Absence>> {
        let version = self.version;
        match version.handshake() {
            Handshake::Tls => self.insert(CryptoFrames::of(frames)),
            Handshake::TlsInGoogleFrames => self.insert(GoogleFrames::of(frames, version)),
            Handshake::Google => {
                // The second hello, after a rejection, stands later in the stream: the first may not be captured.
                if let Some(hello) = google_hello(GoogleFrames::of(frames, version)) {
                    return Some(Ok(hello));
                }
                self.insert(GoogleFrames::of(frames, version));
                return match google::read(self.stream.start()) {
                    google::Reading::Whole(hello) => Some(Ok(hello.into())),
                    google::Reading::Partial => None,
                    google::Reading::Other => Some(Err(Absence::Malformed)),
                };
            }
        }
        tls_hello(self.stream.start())
    }

    /// How far it got.
    pub(super) fn standing(&self) -> Standing {
        match (self.full, self.stream.is_empty()) {
            (true, _) => Standing::Full,
            (false, true) => Standing::Nothing,
            (false, false) => Standing::Gap,
        }
    }

    fn insert<'a>(&mut self, pieces: impl Iterator<Item = Crypto<'a>>) {
        for piece in pieces {
            self.full |= self.stream.insert(piece.offset, piece.data).is_err();
        }
    }
}

/// The versions whose protection may be that of `version`. Nothing defines that of a reserved version; clients take
/// that of the version they would really speak.
fn protected_like(version: Version) -> impl Iterator<Item = Version> {
    let reserved = version.is_reserved();
    let known = std::iter::once(version).filter(move |_| !reserved);
    let guesses = [Version::V1, Version::DRAFT_29].into_iter();
    known.chain(guesses.filter(move |_| reserved))
}

/// Looks for a whole hello of Google's that begins in one of the pieces, wherever that is in the stream.
pub(super) fn google_hello<'a>(mut pieces: impl Iterator<Item = Crypto<'a>>) -> Option<Hello> {
    pieces.find_map(|piece| match google::read(piece.data) {
        google::Reading::Whole(hello) => Some(hello.into()),
        google::Reading::Partial | google::Reading::Other => None,
    })
}

impl From<google::ClientHello<'_>> for Hello {
    fn from(hello: google::ClientHello<'_>) -> Self {
        let printable = |text: &[u8]| -> Box<str> {
            text.iter()
                .map(|byte| match byte {
                    b' '..=b'~' => char::from(*byte),
                    _ => '.',
                })
                .collect()
        };
        Self::Google {
            server_name: hello.server_name.and_then(HostName::from_wire),
            user_agent: hello.user_agent.map(printable),
        }
    }
}

/// RFC 8446 section 4: the type of a ClientHello message.
const CLIENT_HELLO: u8 = 1;

/// Reads the message at the start of a stream, once all of it is there.
fn tls_hello(start: &[u8]) -> Option<Result<Hello, Absence>> {
    let (&kind, rest) = start.split_first()?;
    if kind != CLIENT_HELLO {
        return Some(Err(Absence::Malformed));
    }
    let (&[high, middle, low], rest) = rest.split_first_chunk()?;
    let length = usize::try_from(u32::from_be_bytes([0, high, middle, low])).ok()?;
    if length > CryptoStream::LIMIT {
        return Some(Err(Absence::Bounded));
    }
    let body = rest.get(..length)?;
    Some(match client_hello::parse(body) {
        // All of it is there, so that lengths that reach beyond it are wrong.
        Ok(hello) if hello.server_name.is_none() && hello.end != End::Whole => {
            Err(Absence::Malformed)
        }
        Ok(hello) => Ok(Hello::Tls(Box::new(hello))),
        Err(_) => Err(Absence::Malformed),
    })
}
