//! Tells what a stream of bytes is from its first bytes, then from its name.

/// What a stream is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Empty,
    Gzip,
    Warc,
    JsonLines,
    /// RSS or Atom.
    Feed,
    JsonFeed,
    /// Telegram's own export of a chat or account.
    Telegram,
    /// A WACZ, perhaps.
    Zip,
    Page,
    Plain,
    Pdf,
    /// Something that Dateline does not read.
    Other {
        media_type: &'static str,
        name: &'static str,
    },
}

/// First bytes, media type, name for a person.
const MAGIC: &[(&[u8], &str, &str)] = &[
    (b"\x89PNG\r\n\x1a\n", "image/png", "a PNG picture"),
    (b"\xff\xd8\xff", "image/jpeg", "a JPEG picture"),
    (b"GIF87a", "image/gif", "a GIF picture"),
    (b"GIF89a", "image/gif", "a GIF picture"),
    (b"RIFF", "application/octet-stream", "a RIFF file (picture, sound or film)"),
    (b"ID3", "audio/mpeg", "a sound file"),
    (b"OggS", "application/ogg", "an Ogg file"),
    (b"\x7fELF", "application/octet-stream", "a program"),
    (b"MZ\x90", "application/octet-stream", "a program"),
    (b"BZh", "application/x-bzip2", "a bzip2 file"),
    (b"\xfd7zXZ\0", "application/x-xz", "an xz file"),
    (b"\x28\xb5\x2f\xfd", "application/zstd", "a Zstandard file"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed", "a 7-Zip archive"),
    (b"Rar!\x1a\x07", "application/vnd.rar", "a RAR archive"),
    (b"SQLite format 3\0", "application/vnd.sqlite3", "an SQLite database"),
    (b"\xd0\xcf\x11\xe0", "application/octet-stream", "an old office document"),
    (b"{\\rtf", "application/rtf", "RTF"),
    (b"wOFF", "font/woff", "a font"),
    (b"wOF2", "font/woff2", "a font"),
];

/// What a page's first tag or declaration may be.
const PAGE_OPENINGS: &[&str] = &[
    "<!doctype html",
    "<html",
    "<head",
    "<body",
    "<title",
    "<meta",
    "<script",
    "<style",
    "<link",
    "<base",
    "<div",
    "<p>",
    "<p ",
    "<h1",
    "<h2",
    "<h3",
    "<h4",
    "<table",
    "<article",
    "<main",
    "<section",
    "<header",
    "<nav",
    "<ul",
    "<ol",
    "<a ",
    "<b>",
    "<br",
    "<img",
    "<iframe",
    "<center",
    "<font",
    "<form",
    "<span",
    "<strong",
    "<em>",
    "<noscript",
    "<blockquote",
    "<figure",
    "<pre",
    "<frameset",
];

/// What kinds of chat a Telegram export names.
const CHATS: &[&str] = &[
    "\"public_channel\"",
    "\"private_channel\"",
    "\"public_supergroup\"",
    "\"private_supergroup\"",
    "\"private_group\"",
    "\"personal_chat\"",
    "\"bot_chat\"",
    "\"saved_messages\"",
];

/// Whether a file begins as a ZIP archive does, an empty one too.
pub(super) fn is_zip(head: &[u8]) -> bool {
    head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06")
}

/// The sentence for a file of a kind that is not read.
pub(super) fn refused(name: &str) -> String {
    format!("This is not a kind of file that Dateline reads yet: {name}.")
}

/// What a stream with these first bytes and this name is.
pub(super) fn of(head: &[u8], name: &str) -> Kind {
    if head.is_empty() {
        return Kind::Empty;
    }
    if head.starts_with(super::gzip::MAGIC) {
        return Kind::Gzip;
    }
    if head.starts_with(b"WARC/") {
        return Kind::Warc;
    }
    if is_pdf(head, name) {
        return Kind::Pdf;
    }
    if is_zip(head) {
        return Kind::Zip;
    }
    if let Some((_, media_type, name)) = MAGIC.iter().find(|(magic, _, _)| head.starts_with(magic)) {
        return Kind::Other { media_type, name };
    }
    if head.get(4..8) == Some(b"ftyp") {
        return Kind::Other { media_type: "video/mp4", name: "a film or sound file" };
    }
    let wide = utf16(head);
    if head.contains(&0) && wide.is_none() {
        return Kind::Other { media_type: "application/octet-stream", name: "binary data" };
    }
    let opening: String = match wide {
        Some(offset) => head.iter().skip(offset).step_by(2).map(|byte| char::from(byte.to_ascii_lowercase())).collect(),
        None => head.iter().map(|byte| char::from(byte.to_ascii_lowercase())).collect(),
    };
    text_kind(opening.trim_start_matches("\u{ef}\u{bb}\u{bf}").trim_start(), &file_name(name))
}

/// Readers of PDF files look for the mark in the first kibibyte; before it stand bytes that a mail program or server put
/// there. Bytes that are no mark are believed only where the name says so too.
fn is_pdf(head: &[u8], name: &str) -> bool {
    const MARK: &[u8] = b"%PDF-";
    let front = &head[..head.len().min(1024)];
    front.trim_ascii_start().starts_with(MARK)
        || front.starts_with(b"\xef\xbb\xbf%PDF-")
        || file_name(name).ends_with(".pdf") && front.windows(MARK.len()).any(|bytes| bytes == MARK)
}

fn text_kind(opening: &str, name: &str) -> Kind {
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    let rest = after_comments(opening);
    let declared = rest.strip_prefix("<?xml").map(|rest| after_comments(rest.split_once("?>").map_or("", |(_, rest)| rest)));
    let first = declared.unwrap_or(rest);
    if PAGE_OPENINGS.iter().any(|tag| first.starts_with(tag)) {
        return Kind::Page;
    }
    let root = first.strip_prefix('<').unwrap_or("");
    let root = &root[..root.find(|c: char| !c.is_ascii_alphanumeric() && c != ':').unwrap_or(root.len())];
    if matches!(root, "rss" | "feed" | "rdf:rdf") || root.ends_with(":feed") {
        return Kind::Feed;
    }
    if declared.is_some() && !matches!(extension, "html" | "htm" | "xhtml" | "shtml") {
        return Kind::Other { media_type: "application/xml", name: "XML" };
    }
    if opening.starts_with('{') && !matches!(extension, "txt" | "html" | "htm" | "jsonl" | "ndjson") {
        if opening.contains("jsonfeed.org") && opening.contains("\"version\"") {
            return Kind::JsonFeed;
        }
        let telegram = CHATS.iter().any(|kind| opening.contains(kind))
            && (opening.contains("\"messages\"") || opening.contains("\"chats\""))
            || opening.contains("\"about\"") && opening.contains("telegram")
            || name == "result.json";
        if telegram {
            return Kind::Telegram;
        }
    }
    let object =
        opening.strip_prefix('{').map(|rest| rest.trim_start_matches([' ', '\t'])).is_some_and(|rest| rest.starts_with(['"', '}']));
    if matches!(extension, "jsonl" | "ndjson") || object && !matches!(extension, "txt" | "html" | "htm") {
        return Kind::JsonLines;
    }
    if extension == "json" {
        return Kind::Other { media_type: "application/json", name: "JSON that is not JSON lines" };
    }
    if matches!(extension, "html" | "htm" | "xhtml" | "shtml") || opening.contains("<html") || opening.contains("</head>") {
        return Kind::Page;
    }
    Kind::Plain
}

/// The file's own name in lower case, an ending that says it is packed taken off.
fn file_name(path: &str) -> String {
    let name = path.rsplit(['/', '\\']).next().unwrap_or(path).to_ascii_lowercase();
    name.strip_suffix(".gz").unwrap_or(&name).to_owned()
}

fn after_comments(mut text: &str) -> &str {
    loop {
        text = text.trim_start();
        let passed = [("<!--", "-->"), ("<?xml-", "?>"), ("<!doctype rss", ">"), ("<!doctype rdf", ">"), ("<!doctype feed", ">")]
            .iter()
            .find_map(|(opening, closing)| {
                let rest = text.strip_prefix(opening)?;
                // An internal part of a declaration holds marks like its end.
                let inner = rest.find('[').filter(|at| *closing == ">" && rest.find('>').is_none_or(|end| *at < end));
                let from = inner.map_or(Some(0), |_| rest.find(']'))?;
                Some(rest[from..].split_once(closing)?.1)
            });
        match passed {
            Some(rest) => text = rest,
            None => return text,
        }
    }
}

/// Where the low byte of the first character stands, if these are the first bytes of UTF-16.
fn utf16(head: &[u8]) -> Option<usize> {
    match head {
        [0xff, 0xfe, ..] => Some(2),
        [0xfe, 0xff, ..] => Some(3),
        [0, b'<', 0, ..] => Some(1),
        [b'<', 0, second, 0, ..] if *second != 0 => Some(0),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn first_bytes_win_over_the_name() {
        assert_eq!(of(b"\n<!DOCTYPE html><p>x", "a.txt"), Kind::Page);
        assert_eq!(of(b"<!-- saved --> <?xml version='1.0'?><html>", "a"), Kind::Page);
        assert_eq!(of(b"WARC/1.1\r\n", "a.html"), Kind::Warc);
        assert_eq!(of(b"<\0h\0t\0m\0l\0>\0", "a"), Kind::Page);
        assert_eq!(of(b"Words <html> are no page here? They are.", "a.txt"), Kind::Page);
    }

    #[test]
    fn names_decide_where_bytes_do_not() {
        assert_eq!(of(b"Plain words.", "dir/a.TXT"), Kind::Plain);
        assert_eq!(of(b"Plain words.", "dir/a.htm"), Kind::Page);
        assert_eq!(of(b"{\"id\":1}", "-"), Kind::JsonLines);
        assert_eq!(of(b"not json", "x.jsonl.gz"), Kind::JsonLines);
        assert_eq!(of(b"{curly text", "-"), Kind::Plain);
    }

    #[test]
    fn pdf_files_are_told_by_their_mark() {
        assert_eq!(of(b"%PDF-1.7\n", "a.txt"), Kind::Pdf);
        assert_eq!(of(b"\r\n%PDF-1.4", "-"), Kind::Pdf);
        assert_eq!(of(b"X-Mail: 1\r\n\r\n%PDF-1.4\n\0\0", "dir/Letter.PDF.gz"), Kind::Pdf);
        assert_eq!(of(b"Words about %PDF-1.4 files.", "a.txt"), Kind::Plain);
    }

    #[test]
    fn containers_are_told_by_their_beginnings() {
        for (bytes, wanted) in [
            (&b"PK\x03\x04rest"[..], Kind::Zip),
            (b"<?xml version='1.0'?><?xml-stylesheet href='a'?><!-- x --><rss version='2.0'>", Kind::Feed),
            (b"<?xml version='1.0'?><!DOCTYPE rss PUBLIC '-//x//' 'http://n.example/rss.dtd'>\n<rss>", Kind::Feed),
            (b"<rdf:RDF xmlns='x'>", Kind::Feed),
            (b"<atom:feed xmlns:atom='x'>", Kind::Feed),
            (b"\xef\xbb\xbf<feed xmlns='x'>", Kind::Feed),
            (b"{\n \"version\": \"https://jsonfeed.org/version/1.1\",\n", Kind::JsonFeed),
            (b"{\n \"name\": \"X\",\n \"type\": \"public_channel\",\n \"id\": 1,\n \"messages\": [", Kind::Telegram),
            (b"{\n \"about\": \"Here is the data you requested. Telegram is\"", Kind::Telegram),
            (b"{\"id\":\"a\",\"text\":\"messages of a public_channel\"}", Kind::JsonLines),
        ] {
            assert_eq!(of(bytes, "in/a.json"), wanted, "{}", String::from_utf8_lossy(bytes));
        }
        assert_eq!(of(b"{\n}", "in/result.json"), Kind::Telegram);
    }

    #[test]
    fn other_kinds_are_named() {
        for (bytes, wanted) in [
            (&b"\x89PNG\r\n\x1a\nxx"[..], "image/png"),
            (b"ab\0cd", "application/octet-stream"),
            (b"<?xml version='1.0'?><urlset>", "application/xml"),
        ] {
            assert!(matches!(of(bytes, "a.txt"), Kind::Other { media_type, .. } if media_type == wanted), "{wanted}");
        }
        assert_eq!(of(b"", "a.txt"), Kind::Empty);
    }
}
