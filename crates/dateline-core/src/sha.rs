//! SHA-256 identifiers of documented canonical bytes, written as 64 lower-case hexadecimal digits.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::{Digest, Sha256};
use std::fmt;

/// A SHA-256 digest.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Sha(pub [u8; 32]);

impl Sha {
    /// Digest of bytes.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }

    /// Digest of the canonical JSON (RFC 8785) of `value`. Hashed values hold strings, integers, booleans, nulls,
    /// arrays and objects, never floats, so canonical form is compact output with sorted keys.
    #[must_use]
    pub fn of_json(value: &serde_json::Value) -> Self {
        let mut out = String::new();
        canonical(value, &mut out);
        Self::of(out.as_bytes())
    }

    /// Reads 64 hexadecimal digits.
    #[must_use]
    pub fn from_hex(hex: &str) -> Option<Self> {
        let bytes = hex.as_bytes();
        if bytes.len() != 64 || bytes.iter().any(u8::is_ascii_uppercase) {
            return None;
        }
        let mut out = [0_u8; 32];
        for (at, pair) in bytes.chunks(2).enumerate() {
            let high = char::from(pair[0]).to_digit(16)?;
            let low = char::from(pair[1]).to_digit(16)?;
            out[at] = (high * 16 + low) as u8;
        }
        Some(Self(out))
    }
}

/// Writes RFC 8785 canonical JSON of a value without floats: keys sorted by UTF-16 code units, shortest escapes.
pub fn canonical(value: &serde_json::Value, out: &mut String) {
    use serde_json::Value;
    match value {
        Value::Array(items) => {
            out.push('[');
            for (at, item) in items.iter().enumerate() {
                if at > 0 {
                    out.push(',');
                }
                canonical(item, out);
            }
            out.push(']');
        }
        Value::Object(map) => {
            let mut keys: Vec<&String> = map.keys().collect();
            keys.sort_by(|a, b| a.encode_utf16().cmp(b.encode_utf16()));
            out.push('{');
            for (at, key) in keys.into_iter().enumerate() {
                if at > 0 {
                    out.push(',');
                }
                canonical(&Value::String(key.clone()), out);
                out.push(':');
                canonical(&map[key], out);
            }
            out.push('}');
        }
        // serde_json escapes strings as RFC 8785 asks: \b \t \n \f \r \" \\ and \u00xx in lower case.
        other => out.push_str(&other.to_string()),
    }
}

impl fmt::Display for Sha {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for byte in self.0 {
            write!(f, "{byte:02x}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Sha {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl Serialize for Sha {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Sha {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let hex = String::deserialize(deserializer)?;
        Self::from_hex(&hex).ok_or_else(|| serde::de::Error::custom("not 64 lower-case hexadecimal digits"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn report_id_of_the_example_in_the_contract() {
        let capture = "268ca897c47e96e0e1df9d3ed1fdf81085c9fc37b40195aad44e134a9ea827c1";
        let id = Sha::of_json(&json!(["report", null, "report.txt", capture]));
        assert_eq!(id.to_string(), "bfb6df4f60b3f9ca391f89d7406f632aed2b80e0833d673b314d6959a351958c");
    }

    #[test]
    fn keys_are_sorted_and_hex_round_trips() {
        let mut out = String::new();
        canonical(&json!({"b": [1, "é\n"], "a": null}), &mut out);
        assert_eq!(out, "{\"a\":null,\"b\":[1,\"é\\n\"]}");
        let sha = Sha::of(b"x");
        assert_eq!(Sha::from_hex(&sha.to_string()), Some(sha));
        assert_eq!(Sha::from_hex("xyz"), None);
    }
}
