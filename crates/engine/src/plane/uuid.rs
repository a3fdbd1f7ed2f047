//! Identifiers that follow from a text: the same text has the same one in every export, so that importing it again
//! changes what is there instead of adding to it.

use sha2::{Digest, Sha256};

/// A UUID of version 8 made from the SHA-256 of a text (RFC 9562, section 5.8 and appendix B.2), in lower case.
pub(super) fn uuid(text: &str) -> String {
    let digest = Sha256::digest(format!("backchat\0{text}").as_bytes());
    let mut digits = String::with_capacity(36);
    for (at, byte) in digest.iter().take(16).enumerate() {
        let byte = match at {
            6 => byte & 0x0f | 0x80,
            8 => byte & 0x3f | 0x80,
            _ => *byte,
        };
        if matches!(at, 4 | 6 | 8 | 10) {
            digits.push('-');
        }
        digits.push_str(&format!("{byte:02x}"));
    }
    digits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_identifier_is_of_version_8_and_follows_from_the_text() {
        let one = uuid("sigma/maps");
        assert_eq!(one, uuid("sigma/maps"));
        assert_ne!(one, uuid("sigma/map"));
        assert_eq!((one.len(), one.as_bytes()[14]), (36, b'8'));
        assert!(matches!(one.as_bytes()[19], b'8' | b'9' | b'a' | b'b'));
    }
}
