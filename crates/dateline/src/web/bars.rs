//! Tolls of each report side by side: a bar from least to most on one scale that all share. No figure is a dash.

use super::account::{Account, Figure};
use super::words;
use dateline_core::toll::Outcome;
use maud::{Markup, html};

const WIDTH: f64 = 320.0;

/// The tolls of all accounts, one table per outcome; nothing where no account gives a figure.
#[must_use]
pub fn show(accounts: &[&Account]) -> Markup {
    html! {
        @for outcome in Outcome::ALL {
            @if accounts.iter().any(|a| !a.figures_of(*outcome).is_empty()) { (table(accounts, *outcome)) }
        }
    }
}

/// The end of the scale: at least a little more than the greatest number, a round one.
fn end_of(most: u64) -> u64 {
    let least = most.saturating_add(most / 8).saturating_add(1);
    let mut step = 1_u64;
    loop {
        for factor in [1, 2, 5] {
            let tick = step.saturating_mul(factor);
            if tick.saturating_mul(10) >= least || step > u64::MAX / 10 {
                return least.div_ceil(tick).saturating_mul(tick);
            }
        }
        step = step.saturating_mul(10);
    }
}

fn table(accounts: &[&Account], outcome: Outcome) -> Markup {
    let most = accounts.iter().flat_map(|a| a.figures_of(outcome)).flat_map(|f| [f.min, f.max]).flatten().max().unwrap_or(0);
    let end = end_of(most);
    let at = |n: u64| 4.0 + (WIDTH - 24.0) * n as f64 / end as f64;
    html! {
        h3 { (capital(words::outcome(outcome))) ", as each report gives it (scale 0 to " (words::number(end)) ")" }
        table.bars { tbody {
                @for account in accounts {
                    @let figures = account.figures_of(outcome);
                    @for (n, f) in figures.iter().enumerate() {
                        tr {
                            @if n == 0 { (name(account, figures.len())) }
                            td.figure { (words::toll(outcome, f.who, f.min, f.max).replace(&format!(" {}", words::outcome(outcome)), "")) }
                            td.bar aria-hidden="true" {
                                svg width=(WIDTH) height="18" viewBox={ "0 0 " (WIDTH) " 18" } {
                                    line.scale x1=(tenth(at(0))) y1="15" x2=(tenth(at(end))) y2="15" {}
                                    (bar(f, &at, end))
                                }
                            }
                            td.said {
                                (super::page::quoted(&words::shorten(&f.words, 60)))
                                @if let Some(speaker) = &f.speaker { span.quiet { " " bdi { (speaker) } } }
                            }
                        }
                    }
                    @if figures.is_empty() {
                        tr { (name(account, 1)) td.figure { "—" } td.bar aria-hidden="true" {} td.said { span.quiet { "no figure" } } }
                    }
                }
        } }
    }
}

fn name(account: &Account, rows: usize) -> Markup {
    html! { th scope="row" rowspan=(rows) { a href={ "/report/" (account.report.id) } { bdi { (account.report.name()) } } } }
}

/// A length with one decimal.
fn tenth(length: f64) -> String {
    format!("{length:.1}")
}

/// Solid from least to most; where one end is open, a line that runs out with an arrow.
fn bar(figure: &Figure, at: &dyn Fn(u64) -> f64, end: u64) -> Markup {
    html! {
        @match (figure.min, figure.max) {
            (Some(min), Some(max)) if min == max => circle.known cx=(tenth(at(min))) cy="8" r="5" {},
            (Some(min), Some(max)) => rect.known x=(tenth(at(min))) y="4" width=(tenth((at(max) - at(min)).max(3.0))) height="8" {},
            (Some(min), None) => {
                circle.known cx=(tenth(at(min))) cy="8" r="5" {}
                line.open x1=(tenth(at(min))) y1="8" x2=(tenth(at(end) + 8.0)) y2="8" {}
                path.arrow d={ "M" (at(end) + 8.0) ",4 l8,4 l-8,4 z" } {}
            },
            (None, Some(max)) => {
                line.open x1=(tenth(at(0))) y1="8" x2=(tenth(at(max))) y2="8" {}
                circle.known cx=(tenth(at(max))) cy="8" r="5" {}
            },
            (None, None) => {},
        }
    }
}

fn capital(word: &str) -> String {
    let mut out = word.to_owned();
    if let Some(first) = out.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scale_ends_on_a_round_number_beyond_the_greatest() {
        assert_eq!(end_of(0), 1);
        assert_eq!(end_of(10), 12);
        assert_eq!(end_of(2000), 2500);
        assert!(end_of(u64::MAX / 2) > u64::MAX / 2);
    }
}
