//! `dateline policy`: how words become numbers, as published with every export.

use super::args;
use super::output::Out;
use super::table;
use crate::error::{Error, Result};
use dateline_core::toll;

/// Prints the policy table.
pub fn policy(args: &args::Policy, out: &mut Out) -> Result<()> {
    let mut rules = toll::policy().map_err(|error| Error::internal("the policy table is broken").with_source(error))?;
    let language = args.language.as_deref().or(if args.json { None } else { Some("en") });
    if let Some(language) = language {
        rules.retain(|rule| rule.language == language);
        if rules.is_empty() {
            return Err(Error::usage(format!("there is no policy for the language {language:?}")).with_hint(toll::LANGUAGES.join(", ")));
        }
    }
    if args.json {
        for rule in &rules {
            let (min, max) = rule.written;
            out.line(
                &serde_json::json!({"language": rule.language, "rule": rule.rule, "words": rule.words, "min": min, "max": max, "example": rule.example}).to_string(),
            )?;
        }
        return Ok(());
    }
    out.line("How Dateline turns words into the least (min) and the greatest (max) number of people.")?;
    out.line("n is the number told, a and b the two ends of a range; a dash is no bound.\n")?;
    let cell = |text: &str| if text.is_empty() { "–".to_owned() } else { text.to_owned() };
    let row = |r: &toll::PolicyRule| vec![cell(&r.words.join(", ")), cell(r.written.0), cell(r.written.1), r.example.to_owned()];
    table::print(out, &["words", "min", "max", "example"], &rules.iter().map(row).collect::<Vec<_>>(), 60)
}
