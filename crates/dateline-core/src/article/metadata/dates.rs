//! When a page was published and changed.

use crate::article::address;
use crate::article::html::{Block, Metadata};
use crate::article::rules::Rules;
use crate::report::Report;

/// Dates: what the markup states, then the day in the address, then a `time` element, then the lines about the headline.
pub(in crate::article) fn read(metadata: &Metadata, near: &[&Block], rules: &Rules, report: &mut Report) {
    let first = |values: &[String]| values.iter().find_map(|value| rules.dates.normalise(value));
    if report.published.is_none() {
        let by_address = || report.url.as_deref().and_then(|url| address::day(url, &rules.dates));
        let visible = || {
            let short = near.iter().filter(|block| block.words.chars().count() <= 160);
            short.filter_map(|block| rules.dates.find(&block.words)).map(|found| found.value).next()
        };
        let found = first(&metadata.published).or_else(by_address).or_else(|| first(&metadata.times)).or_else(visible);
        report.published = found;
    }
    report.modified = first(&metadata.modified);
}
