//! A report of the corpus as a file: header, text, labels; read and written.

use super::full;
use anyhow::{Context, Result, anyhow};
use serde_json::Value;
use std::fmt::Write;

/// The parts of a report's file.
#[derive(Debug, Clone)]
pub struct LabelFile {
    /// Header lines in their order.
    pub header: Vec<(String, String)>,
    /// The text, its first line the title.
    pub text: String,
    /// The labels with every key.
    pub labels: Value,
}

impl LabelFile {
    /// Reads a file's words.
    ///
    /// # Errors
    /// When header, text or labels are missing, or a label's words do not stand in the text.
    pub fn parse(raw: &str) -> Result<Self> {
        let parts = || {
            let rest = raw.strip_prefix("---\n")?;
            let (header, rest) = rest.split_once("\n---\n")?;
            let (text, rest) = rest.split_once("\n```expect\n")?;
            Some((header, text.trim_matches('\n'), rest.trim_end().strip_suffix("\n```")?))
        };
        let (header, text, expect) = parts().ok_or_else(|| anyhow!("not header, text, expect block"))?;
        let pair = |line: &str| line.split_once(": ").map(|(key, value)| (key.to_owned(), value.to_owned()));
        let header = header.lines().map(|line| pair(line).ok_or_else(|| anyhow!("no header line: {line:?}"))).collect::<Result<_>>()?;
        let expect: Value = serde_json::from_str(expect).context("the labels are no JSON")?;
        Ok(Self { header, text: text.to_owned(), labels: full::full(&expect, text)? })
    }

    /// A header value.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&str> {
        self.header.iter().find(|(one, _)| one == key).map(|(_, value)| value.as_str())
    }

    /// The list of labels of that name.
    #[must_use]
    pub fn list(&self, name: &str) -> &[Value] {
        self.labels[name].as_array().map_or(&[], Vec::as_slice)
    }

    /// The tags of hard things in the header.
    pub fn hard(&self) -> impl Iterator<Item = &str> {
        self.get("hard").unwrap_or_default().split(',').map(str::trim).filter(|tag| !tag.is_empty())
    }

    /// Whether the report is one of those that tell of no harm.
    #[must_use]
    pub fn is_negative(&self) -> bool {
        self.get("style").is_some_and(|style| style.starts_with("negative"))
    }

    /// The file's words, every label on a line of its own.
    #[must_use]
    pub fn write(&self) -> String {
        let mut out = "---\n".to_owned();
        for (key, value) in &self.header {
            let _ = writeln!(out, "{key}: {value}");
        }
        let _ = write!(out, "---\n{}\n\n```expect\n{}\n```\n", self.text, written(&self.labels));
        out
    }
}

/// Labels as JSON with a line an item.
#[must_use]
pub fn written(labels: &Value) -> String {
    let mut lines = Vec::new();
    for (key, value) in labels.as_object().into_iter().flatten() {
        let line = match value {
            Value::Array(items) if !items.is_empty() => {
                let items: Vec<String> = items.iter().map(|item| format!("  {item}")).collect();
                format!(" {key:?}: [\n{}\n ]", items.join(",\n"))
            }
            value => format!(" {key:?}: {value}"),
        };
        lines.push(line);
    }
    format!("{{\n{}\n}}", lines.join(",\n"))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_read_and_written_and_stays() {
        let raw = "---\nid: x\nurl: https://x.example/a: b\n---\nTitle\n\nBerd is quiet.\n\n```expect\n{\"places\":[{\"span\":\"Berd\",\"place\":null,\"precision\":\"unresolved\"}]}\n```\n";
        let file = LabelFile::parse(raw).unwrap();
        assert_eq!(file.get("url"), Some("https://x.example/a: b"));
        assert_eq!(file.list("places").len(), 1);
        let written = file.write();
        assert_eq!(LabelFile::parse(&written).unwrap().write(), written);
        for broken in ["", "---\nid: x\n---\nText.", "---\nid\n---\nT\n```expect\n{}\n```", "---\nid: x\n---\nT\n```expect\n{\n```"] {
            assert!(LabelFile::parse(broken).is_err(), "{broken}");
        }
    }
}
