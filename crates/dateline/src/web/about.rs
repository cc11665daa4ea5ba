//! What the ledger is, what its numbers mean, its checkpoint, and whose data it rests on.

use super::page::{Frame, Place, page};
use super::words;
use dateline_core::data::{self, DataError};
use dateline_core::records::GradeValue;
use maud::{Markup, html};

/// A line of the policy: which words, and the bounds that they give; an empty bound is open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// Language of the words.
    pub language: &'static str,
    /// The words, the first few of them where there are many.
    pub words: String,
    /// Least number of people, in terms of the number told.
    pub min: &'static str,
    /// Greatest number of people.
    pub max: &'static str,
    /// An example.
    pub example: &'static str,
}

/// The policy by which words become numbers, as the data file has it.
///
/// # Errors
/// When the data file of the build is broken.
pub fn policy() -> Result<Vec<Policy>, DataError> {
    let line = |row: &data::Row| {
        let words: Vec<&str> = row.list("words").take(6).collect();
        let words = if words.is_empty() { row.get("rule").replace('_', " ") } else { words.join(", ") };
        let words = if row.get("place") == "after" { format!("n {words}") } else { words };
        Policy { language: row.get("language"), words, min: row.get("min"), max: row.get("max"), example: row.get("example") }
    };
    Ok(data::table("toll_policy.tsv")?.iter().map(line).collect())
}

/// The page.
#[must_use]
pub fn show(frame: &Frame<'_>) -> Markup {
    let summary = frame.summary;
    let holds = [
        (summary.captures, "preserved capture", "preserved captures"),
        (summary.reports, "report", "reports"),
        (summary.claims, "claim", "claims"),
        (summary.incidents, "incident", "incidents"),
        (summary.problems, "problem", "problems"),
    ];
    let content = html! {
        div.prose {
            h1 { "About this ledger" }
            p {
                "Dateline reads news reports and keeps what is said to have happened, where, when, how many people were harmed, who is alleged "
                "to be responsible, who says so, and through which chain of agencies, translators and outlets the words reached the reader. "
                "Every value is a quotation from a preserved original. Ten copies of one story count as one origin. Nothing is overwritten."
            }
            p { "It says who said what. It does not say who is right." }
            h2 { "What it holds" }
            ul { @for (count, one, several) in holds { li { (words::many(count, one, several)) } } }
            @if !summary.not_covered.is_empty() {
                h2 { "What it can not read yet" }
                p { "Reports in these languages are not read whole: text, places, times and, in Arabic and Russian, numbers of people; their claims and incidents are missing:" }
                ul { @for (language, count) in &summary.not_covered { li { (language) ": " (words::many(*count, "report", "reports")) } } }
            }
            h2 id="policy" { "From words to numbers" }
            p { "A toll is a range that follows from the words by this table, the same for every speaker and in every language. The words in Arabic and Russian stand in every export and in dateline policy --language." }
            table.plain {
                thead { tr { th { "Words" } th { "At least" } th { "At most" } th { "As in" } } }
                tbody { @for line in policy().unwrap_or_default().into_iter().filter(|line| line.language == "en") {
                    tr lang=(line.language) { td dir="auto" { (line.words) } td { (bound(line.min)) } td { (bound(line.max)) } td dir="auto" { (super::page::quoted(line.example)) } }
                } }
            }
            h2 { "Grades" }
            p { "Airwars’ words, worked out by rule, with the reasons on each incident. No score of truth." }
            dl { @for grade in GradeValue::ALL { dt { (words::grade(*grade)) } dd { (words::grade_means(*grade)) } } }
            h2 { "Origins" }
            p {
                "An origin is where an account enters the public record. Reports that copy, translate or quote one another, or rest on the same "
                "speaker, share it. The number is a range: the low end joins whatever may be joined, the high end only what surely is. A report "
                "that names nobody and shares no words has no lineage recorded and counts as no origin."
            }
            h2 id="checkpoint" { "Checkpoint" }
            p {
                "The log is a Merkle tree; this signed line stands for all of it. Keep a copy elsewhere: without one the log convinces only those "
                "who trust the holder of the key. Check with " code { "dateline verify --checkpoint FILE" } "."
            }
            @if summary.checkpoint.is_empty() { p.quiet { "No entry has been written yet." } } @else { pre { code { (summary.checkpoint) } } }
            p.facts {
                "Program " (summary.version) @if let Some(data) = summary.data { " · data " code { (data) } }
                " · decisions are made as " strong { bdi { (frame.analyst) } }
            }
            h2 { "People" }
            p {
                "Names of private persons among victims and witnesses are sealed: left out of lists, search and exports unless somebody unseals them "
                "for a reason that is logged. Captured pages are never rendered here, and nothing is fetched from anywhere."
            }
            h2 { "Data" }
            ul {
                @for line in &summary.attribution { li { (line) } }
                li { "Outlines of the map: Natural Earth, public domain. They show who holds the ground as Natural Earth sees it, and take no side." }
                li { "Country codes and names: GeoNames, CC BY 4.0." }
            }
        }
    };
    page(frame, "About", Place::About, "", summary.invented, content)
}

/// A bound in words; "open" where the words give none.
fn bound(cell: &str) -> &str {
    if cell.is_empty() { "open" } else { cell }
}
