//! The child process: gives up what it does not need, reads a PDF from standard input, writes the text of its pages.

use super::flatten::{self, Flat};
use super::glyphs::Glyphs;
use super::{Answer, PdfLimits, layout, repair};
use crate::error::{Error, Result};
use pdf_extract::{Dictionary, Document, Object, Stream, dictionary, output_doc_page};
use std::collections::BTreeSet;
use std::io::{Read, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};

/// Reads standard input and answers on standard output.
///
/// # Errors
/// When the limits can't be set, or the pipes fail: what started the child sees that there is no answer.
pub fn run(limits: &PdfLimits) -> Result<()> {
    confine(limits).map_err(|error| Error::internal("the limits of the process can't be set").with_source(error))?;
    std::panic::set_hook(Box::new(|_| {}));
    // Only a second logger could be refused.
    let _ = log::set_logger(&NOT_UNPACKED).map(|()| log::set_max_level(log::LevelFilter::Warn));
    let mut bytes = Vec::new();
    std::io::stdin().lock().read_to_end(&mut bytes).map_err(|error| Error::input("the PDF can't be read").with_source(error))?;
    let json =
        serde_json::to_vec(&answer(&bytes, limits)).map_err(|error| Error::internal("no answer can be written").with_source(error))?;
    let mut out = std::io::stdout().lock();
    out.write_all(&json).and_then(|()| out.flush()).map_err(|error| Error::internal("the answer can't be written").with_source(error))
}

/// Counts what the library only warns of: a part that could not be unpacked to its end, whose rest it goes on with.
#[derive(Debug, Default)]
struct NotUnpacked(AtomicUsize);

static NOT_UNPACKED: NotUnpacked = NotUnpacked(AtomicUsize::new(0));

impl log::Log for NotUnpacked {
    fn enabled(&self, facts: &log::Metadata<'_>) -> bool {
        facts.level() <= log::Level::Warn && (facts.target().starts_with("lopdf::object") || facts.target().starts_with("lopdf::filters"))
    }

    fn log(&self, record: &log::Record<'_>) {
        if self.enabled(record.metadata()) {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
    }

    fn flush(&self) {}
}

/// Bounds memory and processor time, and gives up opening anything: with three open files allowed, the standard streams,
/// neither a file nor a connection can be opened any more.
#[cfg(unix)]
fn confine(limits: &PdfLimits) -> std::io::Result<()> {
    use rlimit::Resource;
    // Where the system allows less already, that holds.
    let lower = |resource: Resource, soft: u64, hard: u64| {
        let allowed = resource.get()?.1;
        resource.set(soft.min(allowed), hard.min(allowed))
    };
    let seconds = limits.seconds.max(1);
    lower(Resource::CORE, 0, 0)?;
    lower(Resource::CPU, seconds, seconds.saturating_add(1))?;
    lower(Resource::NOFILE, 3, 3)?;
    if cfg!(target_os = "linux") {
        let memory = limits.memory_mib.saturating_mul(1 << 20);
        lower(Resource::AS, memory, memory)?;
        lower(Resource::NPROC, 0, 0)?;
    }
    Ok(())
}

#[cfg(not(unix))]
fn confine(_: &PdfLimits) -> std::io::Result<()> {
    Ok(())
}

/// The text of a PDF, or why there is none. A panic of the libraries underneath is a failure of the page, or of the PDF.
#[must_use]
pub fn answer(bytes: &[u8], limits: &PdfLimits) -> Answer {
    let (mut document, is_mended) = match catch_unwind(|| open(bytes)) {
        Ok(Ok(opened)) => opened,
        Ok(Err(message)) => return Answer::Failed(message),
        Err(_) => return Answer::Failed(BROKEN.to_owned()),
    };
    let ids: Vec<_> = document.page_iter().take(limits.pages.saturating_add(1)).collect();
    if ids.is_empty() {
        let locked = document.trailer.has(b"Encrypt");
        return Answer::Failed(if locked { ENCRYPTED } else { "The PDF has no pages. The original is kept." }.to_owned());
    }
    let mut problems = Vec::new();
    if is_mended {
        problems
            .push("The PDF is damaged: its table of parts was made again from the parts that are there. Pages may be missing.".to_owned());
    }
    if ids.len() > limits.pages {
        problems.push(format!("The PDF has more than {} pages (--max-pdf-pages): those behind were left out.", limits.pages));
    }
    let mut pages = Vec::new();
    let mut total = 0;
    let mut seen = Seen::default();
    for (number, id) in ids.into_iter().take(limits.pages).enumerate() {
        let page = page(&mut document, id, limits, &mut seen);
        let text = page.unwrap_or_else(|| {
            seen.unread.push(number + 1);
            String::new()
        });
        total += text.len();
        pages.push(text);
        if total > limits.text {
            break;
        }
    }
    seen.not_unpacked = NOT_UNPACKED.0.load(Ordering::Relaxed);
    if pages.iter().all(|page| page.trim().is_empty()) {
        let message = match (seen.unread.is_empty(), seen.unknown + seen.fonts > 0) {
            _ if seen.not_unpacked > 0 => NOTHING_UNPACKED,
            (true, true) => "The PDF's fonts do not say which letters they draw: no text can be taken out of it. The original is kept.",
            (false, _) if seen.unread.len() == pages.len() => BROKEN,
            _ => "",
        };
        if !message.is_empty() {
            return Answer::Failed(message.to_owned());
        }
    }
    let from_right = pages.iter().any(|page| page.chars().any(super::direction::is_from_right));
    problems.extend(seen.problems(from_right));
    Answer::Pages { pages, problems }
}

const ENCRYPTED: &str = "The PDF is encrypted: it opens only with its password. Save it without one, and read that. The original is kept.";

const BROKEN: &str = "The PDF is broken: its parts can't be found. The original is kept.";

const NOTHING_UNPACKED: &str = "Parts of the PDF could not be unpacked to their end: damaged, or larger than the memory allowed (--pdf-memory-mib). No text was found in the rest. The original is kept.";

/// What went wrong on pages.
#[derive(Debug, Default)]
struct Seen {
    unread: Vec<usize>,
    unknown: usize,
    unknown_widths: BTreeSet<i64>,
    aslant: usize,
    fonts: usize,
    not_unpacked: usize,
    uncertain: usize,
}

impl Seen {
    fn problems(&self, from_right: bool) -> Vec<String> {
        let mut out = Vec::new();
        if !self.unread.is_empty() {
            let numbers: Vec<String> = self.unread.iter().take(20).map(usize::to_string).collect();
            let more = if self.unread.len() > 20 { " and more" } else { "" };
            let pages = if self.unread.len() == 1 { "Page" } else { "Pages" };
            out.push(format!(
                "{pages} {}{more} of the PDF could not be read: broken, or written in a way that is not known here.",
                numbers.join(", ")
            ));
        }
        let mut say = |count: usize, what: &str| {
            if count > 0 {
                out.push(format!("{count} {what}"));
            }
        };
        say(
            self.not_unpacked,
            "parts of the PDF could not be unpacked to their end: damaged, or larger than the memory allowed (--pdf-memory-mib). Words may be missing.",
        );
        say(self.fonts, "fonts of the PDF could not be read: words that they print are missing.");
        let stroke = from_right && self.unknown_widths.len() == 1;
        say(
            self.unknown,
            if stroke {
                "times one sign without a letter stands in the PDF: the stroke that stretches lines, as it seems, or a letter that is missing."
            } else {
                "characters of the PDF are missing: their fonts do not say which letters they draw."
            },
        );
        say(self.aslant, "characters of the PDF that stand aslant or upright on the page were left out.");
        say(
            self.uncertain,
            "lines of the PDF mix writing from the right and from the left in an order that is not certain: compare them with the original.",
        );
        out
    }
}

/// The document, and whether its table of parts had to be made again.
fn open(bytes: &[u8]) -> std::result::Result<(Document, bool), String> {
    // Bytes before the mark move every place that the file's table names.
    let start = bytes.windows(5).take(1024).position(|mark| mark == b"%PDF-").unwrap_or(0);
    let opened = Document::load_mem(&bytes[start..]);
    let is_broken = |opened: &std::result::Result<Document, pdf_extract::Error>| match opened {
        Ok(document) => document.page_iter().next().is_none() && !document.trailer.has(b"Encrypt"),
        Err(error) => !is_locked(error),
    };
    let mended =
        if is_broken(&opened) { repair::repaired(&bytes[start..]).and_then(|bytes| Document::load_mem(&bytes).ok()) } else { None };
    if let Some(document) = mended.filter(|document| document.page_iter().next().is_some()) {
        return Ok((document, true));
    }
    let mut document = match opened {
        Ok(document) => document,
        Err(error) => {
            return Err(if is_locked(&error) { ENCRYPTED.to_owned() } else { BROKEN.to_owned() });
        }
    };
    if document.is_encrypted() && document.decrypt("").is_err() {
        return Err(ENCRYPTED.to_owned());
    }
    Ok((document, false))
}

fn is_locked(error: &pdf_extract::Error) -> bool {
    let words = error.to_string().to_lowercase();
    words.contains("password") || words.contains("decrypt") || words.contains("encrypt")
}

/// The text of one page; `None` where it can't be read.
fn page(document: &mut Document, id: (u32, u16), limits: &PdfLimits, seen: &mut Seen) -> Option<String> {
    let mut flat = catch_unwind(AssertUnwindSafe(|| flatten::page(document, id, limits.text))).ok()??;
    let mut glyphs = show(document, &flat, limits);
    if glyphs.is_none() {
        // One font that can't be read need not take the page with it.
        let names: Vec<String> = flat.fonts.iter().map(|(name, _)| String::from_utf8_lossy(name).into_owned()).collect();
        let broken: Vec<&String> = names.iter().filter(|name| show(document, &flat.probe(name), limits).is_none()).collect();
        if !broken.is_empty() {
            seen.fonts += broken.len();
            for name in broken {
                flat.without_font(name);
            }
            glyphs = show(document, &flat, limits);
        }
    }
    let mut glyphs = glyphs?;
    glyphs.turn(flat.turned);
    seen.unknown += glyphs.unknown;
    seen.unknown_widths.append(&mut glyphs.unknown_widths);
    seen.aslant += glyphs.aslant;
    let laid = layout::page(&glyphs);
    seen.uncertain += laid.uncertain;
    Some(laid.text)
}

/// Runs a flat page through the fonts; `None` where that fails.
fn show(document: &mut Document, flat: &Flat, limits: &PdfLimits) -> Option<Glyphs> {
    const CONTENT: (u32, u16) = (u32::MAX - 1, 0);
    const PAGE: (u32, u16) = (u32::MAX - 2, 0);
    const PAGES: (u32, u16) = (u32::MAX - 3, 0);
    const CATALOG: (u32, u16) = (u32::MAX - 4, 0);
    let content = flat.content()?;
    // A document of this page alone: what the library looks up for each page stays small.
    document.objects.insert(CONTENT, Object::Stream(Stream::new(Dictionary::new(), content)));
    let page = dictionary! {
        "Type" => "Page",
        "Parent" => PAGES,
        "MediaBox" => vec![0.into(), 0.into(), 1.into(), 1.into()],
        "Resources" => dictionary! { "Font" => flat.fonts.clone() },
        "Contents" => CONTENT,
    };
    document.objects.insert(PAGE, page.into());
    document.objects.insert(PAGES, dictionary! { "Type" => "Pages", "Kids" => vec![PAGE.into()], "Count" => 1 }.into());
    document.objects.insert(CATALOG, dictionary! { "Type" => "Catalog", "Pages" => PAGES }.into());
    document.trailer.set("Root", Object::Reference(CATALOG));
    let mut glyphs = Glyphs::new(limits.text);
    let shown = catch_unwind(AssertUnwindSafe(|| output_doc_page(document, &mut glyphs, 1)));
    match shown {
        Ok(Ok(())) => Some(glyphs),
        // Full: the text is over its limit, which the reading says.
        Ok(Err(_)) if glyphs.is_full() => Some(glyphs),
        _ => None,
    }
}
