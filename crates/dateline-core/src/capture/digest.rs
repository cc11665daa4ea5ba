//! Digests as archives state them: `sha1:`, `sha256:`, `sha512:`, `md5:` with a value in base 32, hexadecimal or base 64.

use md5::Md5;
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha512};

/// An algorithm that is checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Algorithm {
    Md5,
    Sha1,
    Sha256,
    Sha512,
}

impl Algorithm {
    /// Name for a person.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Md5 => "MD5",
            Self::Sha1 => "SHA-1",
            Self::Sha256 => "SHA-256",
            Self::Sha512 => "SHA-512",
        }
    }
}

/// A stated digest, taken apart: `None` where the algorithm is not one that is checked or there is no value.
pub(super) fn stated(words: &str) -> Option<(Algorithm, &str)> {
    let (name, value) = words.trim().split_once(':')?;
    let algorithm = match name.trim().to_ascii_lowercase().as_str() {
        "md5" => Algorithm::Md5,
        "sha1" | "sha-1" => Algorithm::Sha1,
        "sha256" | "sha-256" => Algorithm::Sha256,
        "sha512" | "sha-512" => Algorithm::Sha512,
        _ => return None,
    };
    Some((algorithm, value.trim())).filter(|(_, value)| !value.is_empty())
}

/// Whether bytes have a stated digest.
pub(super) fn fits(algorithm: Algorithm, value: &str, bytes: &[u8]) -> bool {
    let mut hasher = Hasher::new(algorithm);
    hasher.update(bytes);
    hasher.fits(value)
}

/// Bytes that come one after another.
pub(super) enum Hasher {
    Md5(Md5),
    Sha1(Sha1),
    Sha256(Sha256),
    Sha512(Box<Sha512>),
}

impl Hasher {
    pub(super) fn new(algorithm: Algorithm) -> Self {
        match algorithm {
            Algorithm::Md5 => Self::Md5(Md5::new()),
            Algorithm::Sha1 => Self::Sha1(Sha1::new()),
            Algorithm::Sha256 => Self::Sha256(Sha256::new()),
            Algorithm::Sha512 => Self::Sha512(Box::default()),
        }
    }

    pub(super) fn update(&mut self, bytes: &[u8]) {
        match self {
            Self::Md5(hasher) => hasher.update(bytes),
            Self::Sha1(hasher) => hasher.update(bytes),
            Self::Sha256(hasher) => hasher.update(bytes),
            Self::Sha512(hasher) => hasher.update(bytes),
        }
    }

    /// Whether what came has the digest that a value states.
    pub(super) fn fits(self, value: &str) -> bool {
        let digest = match self {
            Self::Md5(hasher) => hasher.finalize().to_vec(),
            Self::Sha1(hasher) => hasher.finalize().to_vec(),
            Self::Sha256(hasher) => hasher.finalize().to_vec(),
            Self::Sha512(hasher) => hasher.finalize().to_vec(),
        };
        let value = value.trim_end_matches('=');
        value.eq_ignore_ascii_case(&hex(&digest))
            || value.eq_ignore_ascii_case(&written(&digest, BASE_32, 5))
            || value.replace('-', "+").replace('_', "/") == written(&digest, BASE_64, 6)
    }
}

const BASE_32: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const BASE_64: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// RFC 4648 base 32 or 64 without padding: `width` bits a letter.
fn written(bytes: &[u8], alphabet: &[u8], width: u32) -> String {
    let mut out = String::new();
    let (mut bits, mut held) = (0_u32, 0);
    let letter = |bits: u32| char::from(alphabet[(bits & ((1 << width) - 1)) as usize]);
    for byte in bytes {
        bits = bits << 8 | u32::from(*byte);
        held += 8;
        while held >= width {
            held -= width;
            out.push(letter(bits >> held));
        }
    }
    if held > 0 {
        out.push(letter(bits << (width - held)));
    }
    out
}

#[cfg(test)]
#[allow(clippy::panic)]
mod tests {
    use super::*;

    #[test]
    fn letters_of_the_standard() {
        assert_eq!(written(b"foobar", BASE_32, 5), "MZXW6YTBOI");
        assert_eq!(written(b"fo", BASE_32, 5), "MZXQ");
        assert_eq!(written(b"fo", BASE_64, 6), "Zm8");
    }

    #[test]
    fn digests_in_every_spelling() {
        // Of the one letter "x".
        for words in [
            "sha1:11f6ad8ec52a2984abaafd7c3b516503785c2072",
            "SHA-1:CH3K3DWFFIUYJK5K7V6DWULFAN4FYIDS",
            "sha1:ch3k3dwffiuyjk5k7v6dwulfan4fyids",
            "sha256:2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881",
            "sha256:LXEWQrcmsEQBYnyp-6wy9chTD7GQPMTbAiWHF5IaSIE=",
            "md5:9dd4e461268c8034f5c8564e155c67a6",
        ] {
            let Some((algorithm, value)) = stated(words) else { panic!("{words}") };
            assert!(fits(algorithm, value, b"x"), "{words}");
            assert!(!fits(algorithm, value, b"y"), "{words}");
        }
        for words in ["", "sha1", "sha1:", "blake3:00", "x"] {
            assert!(stated(words).is_none(), "{words}");
        }
    }
}
