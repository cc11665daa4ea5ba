//! What stands between the pages and a hostile page in another tab: the Host header is checked against DNS rebinding,
//! forms against forgery, and every answer carries headers that allow nothing from outside.

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use dateline_core::sha::Sha;
use std::hash::{BuildHasher, RandomState};
use std::net::SocketAddr;
use std::sync::Arc;

/// Nothing but the style sheet and forms of this server. Images are drawn inline and need no source.
const POLICY: &str =
    "default-src 'none'; style-src 'self'; img-src 'none'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; object-src 'none'";

/// What may be asked, and how.
#[derive(Debug)]
pub struct Guard {
    hosts: Vec<String>,
    token: String,
}

impl Guard {
    /// A guard for a server bound to `address`, with a new token.
    #[must_use]
    pub fn new(address: SocketAddr) -> Self {
        let port = address.port();
        let mut hosts: Vec<String> = ["127.0.0.1", "localhost", "[::1]"].iter().map(|name| format!("{name}:{port}")).collect();
        hosts.push(address.to_string());
        if port == 80 {
            hosts.extend(["127.0.0.1", "localhost", "[::1]"].map(str::to_owned));
        }
        Self { hosts, token: random() }
    }

    /// The token that forms carry; it changes with every start.
    #[must_use]
    pub fn token(&self) -> &str {
        &self.token
    }

    /// Whether a token is the one of this start, compared without giving away how much of it is right.
    #[must_use]
    pub fn holds(&self, token: &str) -> bool {
        Sha::of(token.as_bytes()) == Sha::of(self.token.as_bytes())
    }

    fn known(&self, host: &str) -> bool {
        self.hosts.iter().any(|known| known.eq_ignore_ascii_case(host))
    }

    /// Whether a form was sent from a page of this server, as far as its headers say.
    fn same_origin(&self, headers: &HeaderMap) -> bool {
        let read = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or("unreadable"));
        let site = read("sec-fetch-site").is_none_or(|site| site == "same-origin");
        let origin = read("origin").is_none_or(|origin| origin.strip_prefix("http://").is_some_and(|host| self.known(host)));
        site && origin
    }
}

/// 256 bits that no page can guess: the keys of the standard library's hasher come from the system's random source,
/// and its outputs (SipHash, a pseudo-random function) are hashed together.
fn random() -> String {
    let mut seed = String::new();
    for n in 0..4_u8 {
        seed.push_str(&format!("{:016x}", RandomState::new().hash_one(n)));
    }
    Sha::of(seed.as_bytes()).to_string()
}

/// Checks a request and sets the headers of its answer.
pub async fn check(State(guard): State<Arc<Guard>>, request: Request, next: Next) -> Response {
    let mut hosts = request.headers().get_all(header::HOST).iter();
    let host = hosts.next().and_then(|host| host.to_str().ok());
    let known = hosts.next().is_none() && host.is_some_and(|host| guard.known(host));
    let mut response = if !known {
        let text =
            "This server answers only to its own address. Nothing was read or changed. Open the address that `dateline serve` printed.";
        (StatusCode::MISDIRECTED_REQUEST, text).into_response()
    } else if request.method() == Method::POST && !guard.same_origin(request.headers()) {
        let text = "The form came from another site, so it was not carried out. Nothing was changed. Open the page here and send it again.";
        (StatusCode::FORBIDDEN, text).into_response()
    } else {
        next.run(request).await
    };
    let headers = response.headers_mut();
    let mut put = |name: header::HeaderName, value: &'static str| {
        if !headers.contains_key(&name) {
            headers.insert(name, HeaderValue::from_static(value));
        }
    };
    put(header::CONTENT_SECURITY_POLICY, POLICY);
    put(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    put(header::X_FRAME_OPTIONS, "DENY");
    put(header::REFERRER_POLICY, "same-origin");
    put(header::CACHE_CONTROL, "no-store");
    put(header::HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    put(header::HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
    put(header::HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=()");
    response
}

/// A captured original: a download that no browser renders or runs.
#[must_use]
pub fn download(name: &str, bytes: Vec<u8>) -> Response {
    let kept: String = name.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_')).collect();
    let mut response = Response::new(Body::from(bytes));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/octet-stream"));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("sandbox; default-src 'none'"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    if let Ok(value) = HeaderValue::from_str(&format!("attachment; filename=\"{kept}\"")) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_differ_and_are_checked_whole() {
        let address = SocketAddr::from(([127, 0, 0, 1], 7777));
        let (a, b) = (Guard::new(address), Guard::new(address));
        assert_ne!(a.token(), b.token());
        assert!(a.holds(a.token()) && !a.holds(b.token()) && !a.holds("") && !a.holds(&a.token()[..63]));
    }

    #[test]
    fn only_the_own_names_are_known() {
        let guard = Guard::new(SocketAddr::from(([127, 0, 0, 1], 7777)));
        for host in ["127.0.0.1:7777", "localhost:7777", "LOCALHOST:7777", "[::1]:7777"] {
            assert!(guard.known(host), "{host}");
        }
        for host in ["127.0.0.1", "localhost:7778", "evil.example:7777", "localhost.evil.example:7777", ""] {
            assert!(!guard.known(host), "{host}");
        }
    }
}
