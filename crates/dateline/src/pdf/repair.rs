//! Mends a PDF whose table of parts is missing or wrong, as after a download that broke off: the parts are found by their
//! headings, and a new table is put behind them.

use std::collections::BTreeMap;
use std::io::Write;

/// Parts beyond which none are looked for.
const MOST: usize = 200_000;

/// The same file with a new table; `None` where it has no catalog, or one that is packed away.
pub fn repaired(bytes: &[u8]) -> Option<Vec<u8>> {
    let parts = parts(bytes);
    let (root, _) = parts.iter().find(|(_, (_, place))| is_catalog(&bytes[*place..]))?;
    let generation = parts[root].0;
    let mut out = bytes.to_vec();
    out.extend_from_slice(b"\nendobj\n");
    let table = out.len();
    // A failure to write to memory can't be.
    write!(out, "xref\n0 1\n0000000000 65535 f \n").ok()?;
    for (number, (generation, place)) in &parts {
        write!(out, "{number} 1\n{place:010} {generation:05} n \n").ok()?;
    }
    let size = parts.keys().next_back()? + 1;
    write!(out, "trailer\n<< /Size {size} /Root {root} {generation} R >>\nstartxref\n{table}\n%%EOF\n").ok()?;
    Some(out)
}

/// Every part by its number, with its generation and place; of several with one number the last.
fn parts(bytes: &[u8]) -> BTreeMap<u32, (u16, usize)> {
    let mut found = BTreeMap::new();
    let heading = memchr::memmem::Finder::new(b" obj");
    for at in heading.find_iter(bytes).take(MOST) {
        let Some((generation, before)) = number_before(bytes, at) else { continue };
        let Some(gap) = before.checked_sub(1).filter(|gap| bytes[*gap] == b' ') else { continue };
        let Some((number, place)) = number_before(bytes, gap) else { continue };
        if let (Ok(number), Ok(generation)) = (u32::try_from(number), u16::try_from(generation))
            && number > 0
        {
            found.insert(number, (generation, place));
        }
    }
    found
}

/// The number that ends at `end`, and where it begins.
fn number_before(bytes: &[u8], end: usize) -> Option<(u64, usize)> {
    let digits = bytes[..end].iter().rev().take(10).take_while(|byte| byte.is_ascii_digit()).count();
    let start = end - digits;
    std::str::from_utf8(&bytes[start..end]).ok()?.parse().ok().map(|number| (number, start))
}

fn is_catalog(part: &[u8]) -> bool {
    let head = &part[..part.len().min(2048)];
    let end = memchr::memmem::find(head, b"endobj").unwrap_or(head.len());
    let words: Vec<u8> = head[..end].iter().copied().filter(|byte| !byte.is_ascii_whitespace()).collect();
    memchr::memmem::find(&words, b"/Type/Catalog").is_some()
}
