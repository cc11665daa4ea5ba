//! Telegram's own JSON export: of one chat (`result.json`), or of an account with many. A message is a document: its
//! exact bytes, read again by the article stage. One message is in memory at a time.

use super::json::{Stop, Taken, Value, Walker};
use super::{Limits, Origin, Passed, RawDocument, Sink, problem, unreadable};
use std::io::BufRead;
use std::ops::ControlFlow;

/// Media type of one message: the object that the export's list of messages holds, byte by byte.
pub(crate) const MEDIA_TYPE: &str = "application/vnd.telegram.message+json";

/// Longest message that is read, in bytes of JSON: Telegram's own limit is 4,096 characters, entities beside them.
const LONGEST: usize = 1 << 20;

/// Chat ids above this are not those of addresses.
const LARGEST_ID: i64 = u32::MAX as i64;

/// What an export says of a chat before its messages.
#[derive(Debug, Default)]
struct Chat {
    name: Option<String>,
    kind: Option<String>,
    id: Option<i64>,
}

impl Chat {
    /// Whether it is written to the public: of an account's chats only those are reports.
    fn is_public(&self) -> bool {
        self.kind.as_deref().is_some_and(|kind| kind.ends_with("channel") || kind == "public_supergroup")
    }

    fn kind_is(&self, ending: &str) -> bool {
        self.kind.as_deref().is_some_and(|kind| kind.ends_with(ending))
    }

    /// Address of a message: by the name that `--url https://t.me/NAME` gives, else by the chat's number, as Telegram
    /// writes links to messages of channels.
    fn url(&self, message: i64, hint: Option<&str>) -> Option<String> {
        let named = hint.and_then(|url| {
            let rest = url.split_once("://")?.1.trim_end_matches('/');
            let name = rest.strip_prefix("t.me/")?;
            let name = name.strip_prefix("s/").unwrap_or(name);
            (!name.is_empty() && !name.contains(['/', '?', '#'])).then(|| format!("https://t.me/{name}/{message}"))
        });
        let number = || {
            let id = self.id.filter(|id| (1..=LARGEST_ID).contains(id))?;
            (self.kind_is("channel") || self.kind_is("supergroup")).then(|| format!("https://t.me/c/{id}/{message}"))
        };
        named.or_else(number)
    }
}

struct Reader<'a> {
    walker: Walker<'a>,
    origin: &'a Origin,
    limits: &'a Limits,
    sink: Sink<'a>,
    passed: Passed,
    /// Messages seen.
    seen: u64,
    ended: bool,
}

/// Reads the messages of an export, in its order.
pub(super) fn read(input: &mut dyn BufRead, origin: &Origin, limits: &Limits, sink: Sink<'_>) -> Passed {
    let mut reader = Reader { walker: Walker::new(input), origin, limits, sink, passed: Passed::default(), seen: 0, ended: false };
    let read = reader.chat(false);
    let said = match read {
        _ if reader.ended => None,
        Ok(()) if reader.seen == 0 => Some("It is JSON, but no export of a Telegram channel with messages in it.".to_owned()),
        Ok(()) => None,
        Err(Stop::End) => Some("The export breaks off; the messages before were read.".to_owned()),
        Err(Stop::Broken(at)) => Some(format!("The export is no JSON from byte {at} on; the messages before were read.")),
        Err(Stop::Unreadable(error)) => Some(unreadable(&error)),
    };
    if let Some(message) = said {
        let _ = (reader.sink)(origin.failed(None, "application/json", message));
    }
    reader.passed
}

impl Reader<'_> {
    /// An export of one chat, a chat in a list, or an account: an object. `in_list` says that it is a chat in a list.
    fn chat(&mut self, in_list: bool) -> Result<(), Stop> {
        if !self.walker.enter(b'{')? {
            return Ok(());
        }
        let mut chat = Chat::default();
        while let Some(key) = self.walker.key()? {
            match key.as_str() {
                "name" => chat.name = self.walker.short()?,
                "type" => chat.kind = self.walker.short()?,
                "id" => chat.id = self.walker.short()?.and_then(|id| id.parse().ok()),
                "messages" => self.messages(&chat, in_list)?,
                "chats" | "left_chats" if !in_list => self.chats()?,
                _ => {
                    self.walker.value(0)?;
                }
            }
            if self.ended {
                return Ok(());
            }
        }
        Ok(())
    }

    /// The `chats` of an account: `{"about", "list": [chat, …]}`.
    fn chats(&mut self) -> Result<(), Stop> {
        if !self.walker.enter(b'{')? {
            return Ok(());
        }
        while let Some(key) = self.walker.key()? {
            if key != "list" || !self.walker.enter(b'[')? {
                if key != "list" {
                    self.walker.value(0)?;
                }
                continue;
            }
            while self.walker.next()? {
                self.chat(true)?;
                if self.ended {
                    return Ok(());
                }
            }
        }
        Ok(())
    }

    fn messages(&mut self, chat: &Chat, in_list: bool) -> Result<(), Stop> {
        if !self.walker.enter(b'[')? {
            return Ok(());
        }
        let wanted = !in_list || chat.is_public();
        while self.walker.next()? {
            if self.seen >= self.limits.records {
                self.ended = true;
                return Ok(());
            }
            self.seen += 1;
            if !wanted {
                self.walker.value(0)?;
                self.passed.skipped += 1;
                continue;
            }
            let document = match self.walker.value(LONGEST.min(self.limits.document))? {
                Taken::Bytes(bytes) => self.message(bytes, chat, in_list),
                Taken::TooLarge => {
                    let name = Some(format!("message {}", self.seen));
                    Some(self.origin.failed(
                        name,
                        MEDIA_TYPE,
                        "The message is larger than a message can be; nothing of it was read or kept.",
                    ))
                }
            };
            match document {
                Some(document) => {
                    if (self.sink)(document) == ControlFlow::Break(()) {
                        self.ended = true;
                        return Ok(());
                    }
                }
                None => self.passed.skipped += 1,
            }
        }
        Ok(())
    }

    /// The document of a message; `None` for a service message and one without words.
    fn message(&self, bytes: Vec<u8>, chat: &Chat, in_list: bool) -> Option<RawDocument> {
        let text = String::from_utf8_lossy(&bytes);
        if serde_json::from_str::<serde::de::IgnoredAny>(&text).is_err() {
            let name = Some(format!("message {}", self.seen));
            let mut document = self.origin.document(name, "application/json", bytes.clone());
            document.problems.push(problem("The message is no sound JSON; it was not read."));
            return Some(document);
        }
        let whole = Value::whole(&text);
        if whole.get("type").and_then(Value::words).is_some_and(|kind| kind != "message")
            || parts(whole).iter().all(|part| part.words.is_blank())
        {
            return None;
        }
        let id = whole.get("id").and_then(Value::number);
        let name = id.map_or_else(|| format!("message {}", self.seen), |id| id.to_string());
        let name = match chat.id.filter(|_| in_list) {
            Some(chat) => format!("{chat}/{name}"),
            None => name,
        };
        let mut document = self.origin.document(Some(name), MEDIA_TYPE, Vec::new());
        let given = &mut document.given;
        // An address given for the whole export is not that of every message.
        given.url = id.and_then(|id| chat.url(id, given.url.as_deref()));
        given.outlet = chat.name.clone().or(given.outlet.take());
        given.published = time(whole, "date").or(given.published.take());
        given.charset = Some("utf-8".to_owned());
        document.bytes = bytes;
        Some(document)
    }
}

/// One run of a message's words.
#[derive(Debug, Clone)]
pub(crate) struct Part {
    /// Telegram's name for what they are: `plain`, `bold`, `blockquote`, `link` and so on.
    pub kind: String,
    /// The words, with their places in the message's JSON.
    pub words: super::field::Field,
    /// The address that they lead to, where it is another than they print.
    pub address: Option<String>,
}

/// The words of a message in their order: `text` as string or list, else `text_entities`.
pub(crate) fn parts(message: Value<'_>) -> Vec<Part> {
    let of = |value: Value<'_>| -> Option<Part> {
        if let Some(words) = value.string() {
            return Some(Part { kind: "plain".to_owned(), words, address: None });
        }
        let members = value.members();
        let get = |key: &str| members.iter().find(|(name, _)| *name == key).map(|(_, value)| *value);
        let kind = get("type").and_then(Value::words).unwrap_or_default();
        Some(Part { kind, words: get("text")?.string()?, address: get("href").and_then(Value::words) })
    };
    let read = |key: &str| -> Vec<Part> {
        let Some(value) = message.get(key) else { return Vec::new() };
        match of(value) {
            Some(part) => vec![part],
            None => value.elements().into_iter().filter_map(of).collect(),
        }
    };
    let parts = read("text");
    if parts.iter().any(|part| !part.words.is_blank()) { parts } else { read("text_entities") }
}

/// A time of a message in UTC from its `…_unixtime`, else as it was shown on the exporting machine, without zone.
/// Exports write the year 1970 for what never was.
pub(crate) fn time(message: Value<'_>, key: &str) -> Option<String> {
    let seconds = message.get(&format!("{key}_unixtime")).and_then(Value::number).filter(|seconds| *seconds > 0);
    if let Some(time) = seconds.and_then(|seconds| jiff::Timestamp::from_second(seconds).ok()) {
        return Some(time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string());
    }
    message.get(key).and_then(Value::words).filter(|time| crate::report::is_date_time(time) && !time.starts_with("1970-"))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::super::{Given, Tally, documents};
    use super::*;

    fn read_all(text: &str, hints: Given) -> (Vec<RawDocument>, Tally) {
        let origin = Origin { id_base: "result.json".to_owned(), path: "in/result.json".to_owned(), hints };
        let mut found = Vec::new();
        let tally = documents(&mut text.as_bytes(), &origin, &Limits::default(), &mut |document| {
            found.push(document);
            ControlFlow::Continue(())
        });
        (found, tally)
    }

    const CHANNEL: &str = r#"{
 "name": "Harrow Wire",
 "type": "public_channel",
 "id": 1234567890,
 "messages": [
  {"id": 1, "type": "service", "date": "2024-03-05T09:00:00", "actor": "Harrow Wire", "action": "create_channel", "text": ""},
  {
   "id": 2, "type": "message", "date": "2024-03-05T12:00:00", "date_unixtime": "1709632800",
   "text": ["Two people ", {"type": "bold", "text": "were injured"}, " in Idlib."]
  },
  {"id": 3, "type": "message", "date": "2024-03-05T12:00:00", "photo": "photos/1.jpg", "text": ""},
  {"id": 4, "type": "message", "date": "2024-03-05T13:00:00", "text": "Later words."}
 ]
}"#;

    #[test]
    fn a_message_is_a_document_of_its_exact_bytes() {
        let (found, tally) = read_all(CHANNEL, Given::default());
        assert_eq!((found.len(), tally.skipped), (2, 2));
        assert_eq!(found[0].input.id, "result.json#2");
        assert!(CHANNEL.contains(std::str::from_utf8(&found[0].bytes).unwrap()) && found[0].bytes.starts_with(b"{\n   \"id\": 2"));
        assert_eq!(found[0].given.outlet.as_deref(), Some("Harrow Wire"));
        assert_eq!(found[0].given.url.as_deref(), Some("https://t.me/c/1234567890/2"));
        assert_eq!(found[0].given.published.as_deref(), Some("2024-03-05T10:00:00Z"));
        assert_eq!(found[1].given.published.as_deref(), Some("2024-03-05T13:00:00"));
    }

    #[test]
    fn a_channels_name_in_the_hint_makes_addresses() {
        let hints = Given { url: Some("https://t.me/harrow_wire/".to_owned()), ..Given::default() };
        assert_eq!(read_all(CHANNEL, hints).0[0].given.url.as_deref(), Some("https://t.me/harrow_wire/2"));
    }

    #[test]
    fn of_an_account_only_what_is_written_to_the_public_is_read() {
        let text = format!(
            "{{\"about\": \"Here is the data you requested. Telegram\", \"contacts\": {{\"list\": [{{\"name\": \"x\"}}]}}, \"chats\": {{\"about\": \"x\", \"list\": [{}, {}]}}}}",
            CHANNEL,
            CHANNEL.replace("public_channel", "personal_chat")
        );
        let (found, tally) = read_all(&text, Given::default());
        assert_eq!(found.iter().map(|d| d.input.record.as_deref().unwrap()).collect::<Vec<_>>(), ["1234567890/2", "1234567890/4"]);
        assert_eq!(tally.skipped, 6);
    }

    #[test]
    fn what_breaks_off_keeps_what_came_before() {
        for cut in [CHANNEL.len() - 3, CHANNEL.find("Later").unwrap(), CHANNEL.find("\"id\": 4").unwrap()] {
            let (found, _) = read_all(&CHANNEL[..cut], Given::default());
            assert_eq!(found[0].input.record.as_deref(), Some("2"));
            assert_eq!(found.last().unwrap().problems[0].message, "The export breaks off; the messages before were read.");
        }
        let (found, _) = read_all(&CHANNEL.replace("{\"id\": 4", "}\"id\" 4"), Given::default());
        assert!(
            found.last().unwrap().problems[0].message.contains("breaks off")
                || found.last().unwrap().problems[0].message.contains("no JSON from byte")
        );
        let (found, _) = read_all("{\n}", Given::default());
        assert!(found[0].problems[0].message.contains("no export"));
    }

    #[test]
    fn times_are_those_of_the_export() {
        let text = r#"{"date": "2024-03-05T12:00:00", "edited": "1970-01-01T03:00:00", "b_unixtime": "0", "b": "2024-01-01T00:00:00", "c": "never"}"#;
        let whole = Value::whole(text);
        let times = ["date", "edited", "b", "c"].map(|key| time(whole, key));
        assert_eq!(times, [Some("2024-03-05T12:00:00".to_owned()), None, Some("2024-01-01T00:00:00".to_owned()), None]);
    }
}
