//! One message of a Telegram export as a report: its exact words in their order, and above them what Telegram shows
//! there, whom it was forwarded from and what it answers, as credits.

use super::lines::{self, Line};
use super::rules::Rules;
use super::{finish, plain, reference};
use crate::capture::field::Field;
use crate::capture::json::Value;
use crate::capture::telegram::{parts, time};
use crate::reference::{Reference, Relation};
use crate::report::{Credit, CreditRole, Dropped, ParagraphKind, Report};
use crate::stated::Source;
use crate::text::{Span, Text};

/// Kinds of words that are somebody else's, set off from the message's own.
const QUOTED: &[&str] = &["blockquote", "expandable_blockquote"];

/// Reads the message into `report`, which knows channel and time already.
pub(super) fn read(decoded: &str, rules: &Rules, report: &mut Report) {
    let message = Value::whole(decoded);
    let mut text = Field::default();
    let mut hints: Vec<(Span, ParagraphKind)> = Vec::new();
    let mut credits = Vec::new();
    let (mut answered, mut answer) = (None, None);
    let mut line = |text: &mut Field, before: &str, name: &Field| -> Span {
        let start = text.text.len();
        text.made(before);
        let at = text.text.len();
        text.append(name);
        hints.push((Span::new(start, text.text.len()), ParagraphKind::Credit));
        let span = Span::new(at, text.text.len()).trimmed(&text.text);
        text.made("\n\n");
        span
    };
    let single = |field: Field| Some(field).filter(|field| !field.is_blank() && !field.text.contains('\n'));
    if let Some(from) = message.get("forwarded_from").and_then(Value::string).and_then(single) {
        let span = line(&mut text, "Forwarded from ", &from);
        credits.push(Credit { name: from.text.trim().to_owned(), role: CreditRole::Source, span });
    }
    if let Some(number) = message.get("reply_to_message_id").filter(|value| value.number().is_some()) {
        // The number as it stands in the message; a reply to another chat has no name to credit.
        let mut field = Field::default();
        let start = number.raw().as_ptr() as usize - decoded.as_ptr() as usize;
        field.verbatim(decoded, start..start + number.raw().len());
        let elsewhere = message.get("reply_to_peer_id").is_some();
        let peer = message.get("reply_to_peer_id").and_then(Value::words);
        answered = number.number().and_then(|number| answered_at(report.url.as_deref(), elsewhere, peer.as_deref(), number));
        let span = line(&mut text, if elsewhere { "In reply to message of another chat " } else { "In reply to message " }, &field);
        answer = Some(span);
        if let Some(outlet) = report.outlet.clone().filter(|_| !elsewhere) {
            credits.push(Credit { name: outlet, role: CreditRole::Source, span });
        }
    }
    if let Some(bot) = message.get("via_bot").and_then(Value::string).and_then(single) {
        let span = line(&mut text, "Via ", &bot);
        credits.push(Credit { name: bot.text.trim().to_owned(), role: CreditRole::Via, span });
    }
    let own = text.text.len();
    let (mut bold, mut links) = (Vec::new(), Vec::new());
    for part in parts(message) {
        let start = text.text.len();
        text.append(&part.words);
        let span = Span::new(start, text.text.len());
        if QUOTED.contains(&part.kind.as_str()) {
            hints.push((span, ParagraphKind::Quote));
        } else if part.kind == "bold" {
            bold.push(span);
        }
        links.extend(part.address.map(|address| (span, address)));
    }
    let body = text.text;
    let mut all = lines_of(&body, own);
    for line in &mut all {
        line.hint = hints.iter().find(|(span, _)| span.overlaps(line.span)).map(|(_, kind)| *kind);
    }
    // A first line in bold above others is the headline; a message has no other. Where there is none, no line may be
    // taken for one: an empty line stands for it.
    let header = all.iter().position(|line| line.span.start() >= own).unwrap_or(all.len());
    let headline = all.len() > header + 1 && all.get(header).is_some_and(|line| line.hint.is_none() && covered(line.span, &bold, &body));
    if headline {
        all[header].hint = Some(ParagraphKind::Title);
    } else {
        all.insert(0, Line { span: Span::new(0, 0), hint: Some(ParagraphKind::Title) });
    }
    let sorted = lines::sort(&body, &all, report.outlet.as_deref(), rules);
    report.paragraphs = sorted.paragraphs;
    report.dropped = sorted.dropped.iter().map(|(span, reason)| Dropped { reason: *reason, text: span.of(&body).to_owned() }).collect();
    let title = report.paragraphs.iter().find(|p| p.kind == ParagraphKind::Title).map(|p| p.span.of(&body).to_owned());
    report.title = report.title.take().or(title);
    report.modified = time(message, "edited");
    let author = message.get("author").and_then(Value::words);
    report.authors.extend(author);
    let text = Text::mapped(body, text.map);
    finish(&text, rules, None, report);
    report.credits.retain(|credit| credits.iter().all(|own| own.span != credit.span));
    report.credits.extend(credits);
    report.credits.sort_by_key(|credit| (credit.span.start(), credit.span.end()));
    report.text = text;
    if let Some(address) = answered {
        let answers = Reference { relation: Relation::Answers, from: Source::Visible, address, name: None, span: answer };
        reference::of_message(answers, rules, report);
    }
    reference::of_words(&links, rules, report);
}

/// The address of the message that one answers: of the same chat, or of the channel that is named.
fn answered_at(own: Option<&str>, elsewhere: bool, peer: Option<&str>, number: i64) -> Option<String> {
    if elsewhere {
        let channel = peer?.strip_prefix("channel")?;
        return Some(format!("https://t.me/c/{channel}/{number}"));
    }
    let (chat, message) = own?.rsplit_once('/')?;
    message.bytes().all(|b| b.is_ascii_digit()).then(|| format!("{chat}/{number}"))
}

/// The lines above a message, which are one each, and those of its own words.
fn lines_of(body: &str, own: usize) -> Vec<Line> {
    let shifted = |line: Line| Line { span: Span::new(line.span.start() + own, line.span.end() + own), ..line };
    let above = body.get(..own).unwrap_or("");
    let words = body.get(own..).unwrap_or("");
    plain::lines(above).into_iter().chain(plain::lines(words).into_iter().map(shifted)).collect()
}

/// Whether bold runs cover a line but for white space and marks.
fn covered(line: Span, bold: &[Span], body: &str) -> bool {
    let inside = |at: usize| bold.iter().any(|span| (span.start()..span.end()).contains(&at));
    line.of(body).char_indices().all(|(at, c)| !c.is_alphanumeric() || inside(line.start() + at))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::super::extract;
    use super::super::tests::{RULES, document};
    use super::*;
    use crate::capture::telegram::MEDIA_TYPE;

    fn read(json: &str) -> Report {
        let mut document = document(json.as_bytes(), MEDIA_TYPE);
        document.given.outlet = Some("Harrow Wire".to_owned());
        document.given.published = Some("2024-03-05T10:00:00Z".to_owned());
        let report = extract(&document, &RULES);
        for piece in report.text.origin().pieces().iter().filter(|piece| piece.verbatim) {
            assert_eq!(piece.text.of(report.text.as_str()), piece.source.of(json));
        }
        report
    }

    fn kinds(report: &Report) -> Vec<(ParagraphKind, &str)> {
        report.paragraphs.iter().map(|p| (p.kind, p.span.of(report.text.as_str()))).collect()
    }

    #[test]
    fn words_keep_their_order_and_places() {
        let report = read(
            r#"{"id": 2, "type": "message", "date": "2024-03-05T12:00:00", "edited": "2024-03-05T12:30:00", "edited_unixtime": "1709634600",
            "text": [{"type": "bold", "text": "Shelling in Idlib"}, "\n\nTwo people were injured in Idlib, ",
            {"type": "text_link", "text": "a rescue worker", "href": "https://n.example/x"}, " said \u2014 \"on Tuesday\".\n", {"type": "blockquote", "text": "We saw it."}]}"#,
        );
        assert_eq!(
            report.text.as_str(),
            "Shelling in Idlib\n\nTwo people were injured in Idlib, a rescue worker said — \"on Tuesday\".\nWe saw it."
        );
        assert_eq!(
            kinds(&report),
            [
                (ParagraphKind::Title, "Shelling in Idlib"),
                (ParagraphKind::Lede, "Two people were injured in Idlib, a rescue worker said — \"on Tuesday\"."),
                (ParagraphKind::Quote, "We saw it."),
            ]
        );
        assert_eq!(report.title.as_deref(), Some("Shelling in Idlib"));
        assert_eq!((report.published.as_deref(), report.modified.as_deref()), (Some("2024-03-05T10:00:00Z"), Some("2024-03-05T10:30:00Z")));
        assert!(report.problems.is_empty());
    }

    #[test]
    fn forwards_and_replies_are_credits() {
        let report = read(
            r#"{"id": 9, "type": "message", "forwarded_from": "Valley \"Post\"", "reply_to_message_id": 7, "via_bot": "@carrier_bot", "author": "Lea Winter",
            "text": "Two people were injured in Idlib."}"#,
        );
        let text = report.text.as_str();
        assert!(text.starts_with("Forwarded from Valley \"Post\"\n\nIn reply to message 7\n\nVia @carrier_bot\n\nTwo people"), "{text}");
        let credits: Vec<(&str, CreditRole, &str)> = report.credits.iter().map(|c| (c.name.as_str(), c.role, c.span.of(text))).collect();
        assert_eq!(
            credits,
            [
                ("Valley \"Post\"", CreditRole::Source, "Valley \"Post\""),
                ("Harrow Wire", CreditRole::Source, "7"),
                ("@carrier_bot", CreditRole::Via, "@carrier_bot"),
            ]
        );
        assert_eq!(kinds(&report).last(), Some(&(ParagraphKind::Lede, "Two people were injured in Idlib.")));
        assert_eq!((report.authors.as_slice(), report.title), (&["Lea Winter".to_owned()][..], None));
    }

    #[test]
    fn odd_messages_are_read() {
        for json in ["{}", "[]", "{\"text\": 7}", "{\"text\": [[[]]]}", "{\"text\": [{\"text\": {\"text\": \"x\"}}]}", "{\"text\": \""] {
            let report = read(json);
            assert_eq!(report.form.is_none(), report.text.as_str().trim().is_empty(), "{json}");
        }
    }
}
