#![allow(clippy::all, missing_docs, clippy::unwrap_used, clippy::print_stdout, clippy::print_stderr)]
use dateline_core::{article, capture};
use std::io::{BufRead, Write};
use std::ops::ControlFlow;
fn main() {
    let rules = article::Rules::bundled().unwrap();
    let stdin = std::io::stdin();
    let out = std::io::stdout();
    let mut out = std::io::BufWriter::new(out.lock());
    // lines: path \t url \t outlet
    for line in stdin.lock().lines() {
        let line = line.unwrap();
        let mut c = line.split('\t');
        let path = c.next().unwrap();
        let url = c.next().filter(|u| !u.is_empty()).map(str::to_owned);
        let outlet = c.next().filter(|u| !u.is_empty()).map(str::to_owned);
        let published = c.next().filter(|u| !u.is_empty()).map(str::to_owned);
        let file = std::fs::read(path).unwrap();
        let origin = capture::Origin { id_base: path.into(), path: path.into(), hints: capture::Given { url, outlet, published, ..Default::default() } };
        let t = std::time::Instant::now();
        capture::documents(&mut file.as_slice(), &origin, &Default::default(), &mut |d| {
            let r = article::extract(&d, &rules);
            let ms = t.elapsed().as_secs_f64() * 1000.0;
            let (src, _) = capture::decode(&d.bytes, d.given.charset.as_deref(), &d.media_type);
            let text = r.text.as_str();
            let ps: Vec<_> = r.paragraphs.iter().map(|p| {
                let src_words: Vec<&str> = r.text.origin().source_of(p.span).iter().map(|s| s.of(&src)).collect();
                serde_json::json!({"kind": p.kind, "text": p.span.of(text), "src": src_words.join("\u{1}")})
            }).collect();
            let j = serde_json::json!({"path": path, "url": r.url, "outlet": r.outlet, "title": r.title, "authors": r.authors, "translators": r.translators,
              "credits": r.credits.iter().map(|c| serde_json::json!([c.name, c.role, c.span.of(text)])).collect::<Vec<_>>(),
              "published": r.published, "modified": r.modified, "dateline": r.dateline.map(|s| s.of(text).to_owned()), "language": r.language, "form": r.form,
              "dropped": r.dropped, "problems": r.problems, "paragraphs": ps, "ms": ms, "bytes": d.bytes.len()});
            writeln!(out, "{j}").unwrap();
            ControlFlow::Continue(())
        });
    }
}
