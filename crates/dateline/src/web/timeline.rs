//! The timeline of an incident: when it is said to have happened, above when each report came out.

use super::account::Account;
use super::desk::IncidentFile;
use super::words;
use dateline_core::records::{Field, Value};
use maud::{Markup, html};
use std::collections::BTreeMap;

const WIDTH: f64 = 620.0;
const LEFT: f64 = 190.0;
const RIGHT: f64 = 20.0;
const ROW: f64 = 22.0;
/// Reports drawn; the rest is listed below.
const OPEN: usize = 16;

/// Days since 1970-01-01 of the first ten characters of an ISO date (civil-from-days of Howard Hinnant,
/// <https://howardhinnant.github.io/date_algorithms.html>, turned round); `None` for what is no date.
#[must_use]
pub fn day_number(iso: &str) -> Option<i64> {
    let year: i64 = iso.get(..4)?.parse().ok()?;
    let month: i64 = iso.get(5..7)?.parse().ok()?;
    let day: i64 = iso.get(8..10)?.parse().ok()?;
    if !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    Some(era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468)
}

/// The drawing, and what can't be placed in time beside it.
#[must_use]
pub fn show(file: &IncidentFile) -> Markup {
    let mut said: BTreeMap<(String, String), usize> = BTreeMap::new();
    for statement in file.record.fields.iter().filter(|s| s.field == Field::When) {
        if let Value::When(when) = &statement.value
            && let (Some(from), Some(to)) = (&when.from, &when.to)
        {
            *said.entry((from.clone(), to.clone())).or_default() += 1;
        }
    }
    let mut published: Vec<&Account> =
        file.accounts.iter().filter(|a| a.report.published.as_deref().and_then(day_number).is_some()).collect();
    published.sort_by_key(|a| (a.report.published.clone(), a.mention.id));
    published.dedup_by_key(|a| a.report.id);
    let undated = file.accounts.iter().filter(|a| a.report.published.as_deref().and_then(day_number).is_none()).count();
    let days = said.keys().flat_map(|(from, to)| [day_number(from), day_number(to)]).flatten();
    let days: Vec<i64> = days.chain(published.iter().filter_map(|a| day_number(a.report.published.as_deref()?))).collect();
    let (Some(first), Some(last)) = (days.iter().min(), days.iter().max()) else {
        return html! { p.quiet { "No report gives a day." } };
    };
    let (first, last) = (*first as f64, (*last + 1) as f64);
    let at = |day: i64| LEFT + (WIDTH - LEFT - RIGHT) * (day as f64 - first) / (last - first);
    let open = published.len().min(OPEN);
    let height = ROW * (said.len() + open) as f64 + 34.0;
    html! {
        svg.timeline viewBox={ "0 0 " (WIDTH) " " (height) } width=(WIDTH) height=(height) role="img"
            aria-label="When it is said to have happened, and when the reports came out" {
            @for (n, ((from, to), count)) in said.iter().enumerate() {
                @let y = ROW * n as f64 + 16.0;
                text.label x="0" y=(y) { (words::days(Some(from), Some(to))) }
                @if let (Some(a), Some(b)) = (day_number(from), day_number(to)) {
                    rect.happened x=(format!("{:.1}", at(a))) y=(y - 11.0) width=(format!("{:.1}", (at(b + 1) - at(a)).max(4.0))) height="12" {
                        title { "Said by " (words::many(*count, "statement", "statements")) }
                    }
                }
            }
            @for (n, account) in published[..open].iter().enumerate() {
                @let y = ROW * (said.len() + n) as f64 + 16.0;
                text.label x="0" y=(y) { (words::shorten(account.report.name(), 26)) }
                @if let Some(day) = account.report.published.as_deref().and_then(day_number) {
                    line.rule x1=(LEFT) y1=(y - 5.0) x2=(WIDTH - RIGHT) y2=(y - 5.0) {}
                    circle.published cx=(format!("{:.1}", (at(day) + at(day + 1)) / 2.0)) cy=(y - 5.0) r="4.5" {
                        title { (account.report.name()) ", " (words::moment(account.report.published.as_deref().unwrap_or_default())) }
                    }
                }
            }
            (axis(height, first as i64, last as i64, &at))
        }
        p.legend { span.key-bar {} " said to have happened   " span.key-tick {} " report came out" }
        @if published.len() > open || undated > 0 {
            p.facts {
                @if published.len() > open { (words::many(published.len() - open, "later report", "later reports")) " not drawn. " }
                @if undated > 0 { (words::many(undated, "report", "reports")) " without a date." }
            }
        }
    }
}

fn axis(height: f64, first: i64, last: i64, at: &dyn Fn(i64) -> f64) -> Markup {
    let y = height - 22.0;
    html! {
        line.axis x1=(LEFT) y1=(y) x2=(WIDTH - RIGHT) y2=(y) {}
        text.tick x=(LEFT) y=(height - 6.0) { (words::day(&date(first))) }
        @if last - 1 > first {
            text.tick text-anchor="end" x=(format!("{:.1}", at(last))) y=(height - 6.0) { (words::day(&date(last - 1))) }
        }
    }
}

/// The date of a day number (Hinnant's civil-from-days).
fn date(day: i64) -> String {
    let z = day + 719_468;
    let era = z.div_euclid(146_097);
    let of_era = z.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let mp = (5 * of_year + 2) / 153;
    let month = if mp < 10 { mp + 3 } else { mp - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    format!("{year:04}-{month:02}-{:02}", of_year - (153 * mp + 2) / 5 + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_numbered_and_named_back() {
        assert_eq!(day_number("1970-01-01"), Some(0));
        assert_eq!(day_number("2017-11-11T09:00Z"), Some(17_481));
        assert_eq!(day_number("x"), None);
        for day in [-719_468, -1, 0, 59, 17_481, 36_524, 200_000] {
            assert_eq!(day_number(&date(day)), Some(day), "{}", date(day));
        }
    }
}
