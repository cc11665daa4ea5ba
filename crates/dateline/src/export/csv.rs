//! Comma-separated values after RFC 4180, with cells that a spreadsheet would run as a formula made harmless.

/// A cell.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Words.
    Text(String),
    /// A number, written as it is.
    Number(String),
    /// Nothing known: an empty cell, never 0.
    Empty,
}

impl Cell {
    /// Words, or nothing.
    #[must_use]
    pub fn text(words: impl Into<String>) -> Self {
        let words = words.into();
        if words.is_empty() { Self::Empty } else { Self::Text(words) }
    }

    /// A number, or nothing.
    #[must_use]
    pub fn number(value: Option<impl std::fmt::Display>) -> Self {
        value.map_or(Self::Empty, |value| Self::Number(value.to_string()))
    }
}

/// Writes a row with CRLF. Text that begins with `=`, `+`, `-`, `@`, a tab or a carriage return gets a `'` in front:
/// spreadsheets would take it for a formula.
pub fn row(cells: &[Cell], out: &mut String) {
    for (at, cell) in cells.iter().enumerate() {
        if at > 0 {
            out.push(',');
        }
        match cell {
            Cell::Empty => {}
            Cell::Number(number) => out.push_str(number),
            Cell::Text(words) => {
                let formula = words.trim_start_matches(' ').starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠']);
                let words = if formula { format!("'{words}") } else { words.clone() };
                if words.contains(['"', ',', '\n', '\r']) || words.starts_with(' ') || words.ends_with(' ') {
                    out.push('"');
                    out.push_str(&words.replace('"', "\"\""));
                    out.push('"');
                } else {
                    out.push_str(&words);
                }
            }
        }
    }
    out.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(cells: &[Cell]) -> String {
        let mut out = String::new();
        row(cells, &mut out);
        out
    }

    #[test]
    fn formulas_are_made_harmless_and_numbers_stay_numbers() {
        assert_eq!(line(&[Cell::text("=1+1"), Cell::text("@x"), Cell::text("-2 dead")]), "'=1+1,'@x,'-2 dead\r\n");
        assert_eq!(line(&[Cell::number(Some(-12.5)), Cell::number(None::<u64>)]), "-12.5,\r\n");
        assert_eq!(line(&[Cell::text("a \"b\", c"), Cell::text("x\ny")]), "\"a \"\"b\"\", c\",\"x\ny\"\r\n");
        assert_eq!(line(&[Cell::text(" =1")]), "' =1\r\n");
    }
}
