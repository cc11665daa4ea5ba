//! What people send: accept, reject, correct, same, different, can't tell, undo; read strictly, appended by the desk.

use super::desk::{DecisionParts, Desk, DeskError, Found};
use dateline_core::decision::{Correction, Judgement, Target};
use dateline_core::incident::{Assertion, Kind};
use dateline_core::records::{Field, FieldStatement, Value};
use dateline_core::sha::Sha;
use dateline_core::text::Quoted;
use dateline_core::toll::Who;

/// A form as pairs.
#[derive(Debug, Clone, Default)]
pub struct Form(pub Vec<(String, String)>);

impl Form {
    /// The first value of a name; empty where there is none.
    #[must_use]
    pub fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.trim())
    }

    /// Where to go afterwards: a path of this server, never another site.
    #[must_use]
    pub fn back(&self) -> &str {
        let back = self.get("back");
        let own = back.starts_with('/') && !back.starts_with("//") && !back.contains(['\\', '\r', '\n']);
        if own { back } else { "/" }
    }

    /// A judgement's reason, at most 2,000 characters.
    fn reason(&self) -> String {
        self.get("reason").chars().take(2000).collect()
    }
}

fn refused(happened: &str, next: &str) -> DeskError {
    DeskError { happened: happened.to_owned(), kept: "No decision was written.".to_owned(), next: next.to_owned() }
}

/// Carries out `/decide` and gives the decision's id.
///
/// # Errors
/// When the form does not fit the ledger any more, or the desk can not write.
pub fn decide(desk: &dyn Desk, form: &Form, who: &str) -> Result<Sha, DeskError> {
    let again = "Load the page again and decide on what it shows now.";
    let parts = if form.get("left").is_empty() {
        let statement = statement(desk, form)?.ok_or_else(|| refused("The value is no longer part of that incident.", again))?;
        let (target, statement) = statement;
        let judgement = match form.get("judgement") {
            "accept" => Judgement::Accept,
            "reject" => Judgement::Reject,
            "correct" => Judgement::Correct(correction(form, &statement)?),
            _ => return Err(refused("The form says nothing to be done.", "Use one of its buttons.")),
        };
        DecisionParts { who: who.to_owned(), target, judgement, reason: form.reason() }
    } else {
        let ids = Sha::from_hex(form.get("left")).zip(Sha::from_hex(form.get("right")));
        let (left, right) = ids.ok_or_else(|| refused("The pair is not named rightly.", again))?;
        let pair = desk.pair(left, right)?.ok_or_else(|| refused("One of the two accounts is no longer in the ledger.", again))?;
        let other = pair.right.target();
        let judgement = match form.get("judgement") {
            "same" => Judgement::Same(other),
            "different" => Judgement::Different(other),
            "unsure" => Judgement::Unsure(other),
            _ => return Err(refused("The form says nothing to be done.", "Use one of its buttons.")),
        };
        DecisionParts { who: who.to_owned(), target: pair.left.target(), judgement, reason: form.reason() }
    };
    desk.decide(parts)
}

/// Carries out `/undo` and gives the id of the decision that undoes.
///
/// # Errors
/// When there is no such decision, or the desk can not write.
pub fn undo(desk: &dyn Desk, form: &Form, who: &str) -> Result<Sha, DeskError> {
    let id = Sha::from_hex(form.get("decision"));
    let id = id.ok_or_else(|| refused("The form names no decision.", "Undo it from the list of decisions."))?;
    desk.undo(id, who, &form.reason())
}

/// The statement that a form is about, with its target.
fn statement(desk: &dyn Desk, form: &Form) -> Result<Option<(Target, FieldStatement)>, DeskError> {
    let Some(id) = Sha::from_hex(form.get("statement")) else { return Ok(None) };
    let Found::One(file) = desk.incident(form.get("incident"))? else { return Ok(None) };
    let Some(statement) = file.record.fields.iter().find(|s| s.statement == id) else { return Ok(None) };
    let Some(span) = &statement.span else { return Ok(None) };
    let Some(facts) = file.reports.get(&statement.report) else { return Ok(None) };
    let quoted = Quoted { start: span.start, end: span.end, text: span.text.clone() };
    let target = Target { capture: facts.capture.sha256, report: facts.id, field: statement.field, quoted };
    Ok(Some((target, statement.clone())))
}

/// The value that a correction gives, of the type of the field.
fn correction(form: &Form, statement: &FieldStatement) -> Result<Correction, DeskError> {
    let number = |name: &str| match form.get(name) {
        "" => Ok(None),
        value => {
            value.parse::<u64>().map(Some).map_err(|_| refused("A number of people is written in digits only.", "Go back and correct it."))
        }
    };
    match &statement.value {
        Value::Toll(_) => {
            let (min, max) = (number("min")?, number("max")?);
            if min.zip(max).is_some_and(|(min, max)| min > max) {
                return Err(refused("The least number is greater than the greatest.", "Go back and correct one of them."));
            }
            let who = Who::from_word(form.get("who"));
            let who = who.ok_or_else(|| refused("The form does not say who is counted.", "Go back and choose."))?;
            Ok(Correction::Toll { who, min, max })
        }
        Value::When(_) => {
            let edtf = form.get("edtf");
            if edtf.split('/').count() > 2 || !edtf.split('/').all(is_day) {
                let next = "Go back and write a day such as 2017-11-11, 2017-11-11?, 2017-11, or two with a stroke between.";
                return Err(refused("The day is not written as EDTF.", next));
            }
            Ok(Correction::When(edtf.to_owned()))
        }
        Value::Place(_) => {
            let id = form.get("place");
            let shape = id.split_once(':').is_some_and(|(of, id)| {
                let plain = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || "_-.".contains(c));
                plain(of) && plain(id)
            });
            if !shape || id.len() > 120 {
                let next = "Go back and write it as the gazetteer does, such as gn:170794; `dateline gazetteer list` shows the gazetteers.";
                return Err(refused("The place is not a gazetteer entry.", next));
            }
            Ok(Correction::Place(id.to_owned()))
        }
        Value::Words(_) => {
            let words: String = form.get("words").chars().take(300).collect();
            let known = match statement.field {
                Field::Kind => Kind::from_word(&words).is_some(),
                Field::Assertion => Assertion::from_word(&words).is_some(),
                _ => !words.is_empty(),
            };
            if known { Ok(Correction::Words(words)) } else { Err(refused("The field does not take that word.", "Go back and choose one.")) }
        }
    }
}

/// Whether one end of an interval is a day, month or year of EDTF level 1, uncertain or not, or open.
fn is_day(part: &str) -> bool {
    if part == ".." {
        return true;
    }
    let part = part.trim_end_matches(['?', '~', '%']);
    let pieces: Vec<&str> = part.split('-').collect();
    let digits = |text: &&str, length: usize| text.len() == length && text.bytes().all(|b| b.is_ascii_digit() || b == b'X');
    let within = |text: &&str, most: u8| text.contains('X') || text.parse::<u8>().is_ok_and(|n| (1..=most).contains(&n));
    match pieces.as_slice() {
        [year] => digits(year, 4),
        [year, month] => digits(year, 4) && digits(month, 2) && within(month, 12),
        [year, month, day] => digits(year, 4) && digits(month, 2) && within(month, 12) && digits(day, 2) && within(day, 31),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_edtf_or_refused() {
        for day in ["2017-11-11", "2017-11-11?", "2017-11", "2017", "201X", "..", "2017-11-XX"] {
            assert!(is_day(day), "{day}");
        }
        for day in ["", "yesterday", "2017-13", "2017-11-32", "11-11-2017", "2017-11-11T09:00"] {
            assert!(!is_day(day), "{day}");
        }
    }

    #[test]
    fn the_way_back_never_leaves_the_server() {
        let form = |back: &str| Form(vec![("back".to_owned(), back.to_owned())]);
        assert_eq!(form("/incident/ab#fields").back(), "/incident/ab#fields");
        for back in ["//evil.example", "https://evil.example", "/\\evil.example", "", "/x\r\nSet-Cookie: a=b"] {
            assert_eq!(form(back).back(), "/", "{back}");
        }
    }
}
