//! Writes small PDF files for tests: invented words in one of the fonts that every reader knows.

#![allow(dead_code, clippy::unwrap_used, clippy::write_with_newline)]

use std::fmt::Write as _;
use std::io::Write as _;

/// A file of numbered objects, from 1 on; the first is the catalog.
pub fn file(objects: &[Vec<u8>]) -> Vec<u8> {
    let mut out = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n".to_vec();
    let mut places = Vec::new();
    for (n, object) in objects.iter().enumerate() {
        places.push(out.len());
        writeln!(out, "{} 0 obj", n + 1).unwrap();
        out.extend_from_slice(object);
        out.extend_from_slice(b"\nendobj\n");
    }
    let table = out.len();
    write!(out, "xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).unwrap();
    for place in places {
        writeln!(out, "{place:010} 00000 n ").unwrap();
    }
    write!(out, "trailer\n<< /Size {} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n", objects.len() + 1).unwrap();
    out
}

/// A stream with more keys in its dictionary.
pub fn stream(keys: &str, bytes: &[u8]) -> Vec<u8> {
    let mut out = format!("<< {keys} /Length {} >>\nstream\n", bytes.len()).into_bytes();
    out.extend_from_slice(bytes);
    out.extend_from_slice(b"\nendstream");
    out
}

/// A line: where it starts, from the left and from below, the size of its letters, and its words.
pub type Line<'a> = (f64, f64, f64, &'a str);

/// The operators that draw lines.
pub fn drawn(lines: &[Line<'_>]) -> String {
    let mut out = String::new();
    for (x, y, size, words) in lines {
        let words = words.replace('\\', "\\\\").replace('(', "\\(").replace(')', "\\)");
        writeln!(out, "BT /F1 {size} Tf 1 0 0 1 {x} {y} Tm ({words}) Tj ET").unwrap();
    }
    out
}

/// A file with these contents of its pages, `/F1` being Helvetica.
pub fn of_contents(contents: &[String]) -> Vec<u8> {
    let kids: String = (0..contents.len()).map(|n| format!("{} 0 R ", 4 + 2 * n)).collect();
    let mut objects = vec![
        b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
        format!(
            "<< /Type /Pages /Kids [ {kids}] /Count {} /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> >>",
            contents.len()
        )
        .into_bytes(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>".to_vec(),
    ];
    for (n, content) in contents.iter().enumerate() {
        objects.push(format!("<< /Type /Page /Parent 2 0 R /Contents {} 0 R >>", 5 + 2 * n).into_bytes());
        objects.push(stream("", content.as_bytes()));
    }
    file(&objects)
}

/// A file with these lines on its pages.
pub fn of_lines(pages: &[Vec<Line<'_>>]) -> Vec<u8> {
    of_contents(&pages.iter().map(|lines| drawn(lines)).collect::<Vec<_>>())
}

/// An invented letter of two pages: letterhead and page numbers on both, a sentence that goes over from one to the other.
pub fn letter() -> Vec<u8> {
    let head = "Municipal Council of Tel Amra";
    of_lines(&[
        vec![
            (180.0, 800.0, 11.0, head),
            (72.0, 760.0, 11.0, "Letter dated 5 March 2021 from the Municipal Council of Tel Amra"),
            (72.0, 736.0, 11.0, "Invented letter for tests."),
            (72.0, 712.0, 11.0, "Excellency,"),
            (72.0, 688.0, 11.0, "On 3 March 2021 two shells fell on the market of Idlib. At least four civilians were"),
            (72.0, 674.0, 11.0, "killed and eleven people were injured, the city hospital said on the same even-"),
            (72.0, 660.0, 11.0, "ing. The council holds the Northern Command responsible for the shelling and it"),
            (280.0, 40.0, 9.0, "Page 1 of 2"),
        ],
        vec![
            (180.0, 800.0, 11.0, head),
            (72.0, 760.0, 11.0, "asks the mission to send somebody to the market before the ruins are cleared away."),
            (72.0, 736.0, 11.0, "Accept, Excellency, the assurances of our highest consideration."),
            (280.0, 40.0, 9.0, "Page 2 of 2"),
        ],
    ])
}
