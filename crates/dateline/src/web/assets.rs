//! The style sheet, built in; its address carries its digest, so that it can be kept for ever.

use axum::http::header;
use axum::response::{IntoResponse, Response};
use dateline_core::sha::Sha;
use std::sync::LazyLock;

const STYLE: &str = include_str!("../../../../web/dateline.css");

/// Address of the style sheet with the first digits of its digest.
pub static STYLE_ADDRESS: LazyLock<String> =
    LazyLock::new(|| format!("/assets/dateline.css?v={}", Sha::of(STYLE.as_bytes()).to_string().get(..16).unwrap_or_default()));

/// Answers with the style sheet.
pub async fn style() -> Response {
    let headers = [(header::CONTENT_TYPE, "text/css; charset=utf-8"), (header::CACHE_CONTROL, "public, max-age=31536000, immutable")];
    (headers, STYLE).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_style_sheet_asks_for_nothing_outside() {
        assert!(!STYLE.contains("url(") && !STYLE.contains("@import") && !STYLE.contains("@font-face"));
        // Styles are light and dark.
        assert!(STYLE.contains("prefers-color-scheme: dark") && STYLE.contains("@media print"));
    }
}
