//! The clock, at the edge of the program: nothing deeper asks what time it is.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Now, ISO 8601 in UTC with seconds, such as `2026-11-24T09:40:00Z`.
#[must_use]
pub fn now() -> String {
    stamp(SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default())
}

/// A time since 1970 as ISO 8601 in UTC. Civil date from days after Howard Hinnant's `civil_from_days`.
#[must_use]
pub fn stamp(since_epoch: Duration) -> String {
    let seconds = since_epoch.as_secs();
    let (days, clock) = ((seconds / 86_400) as i64 + 719_468, seconds % 86_400);
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}Z", clock / 3600, clock / 60 % 60, clock % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_moments() {
        assert_eq!(stamp(Duration::ZERO), "1970-01-01T00:00:00Z");
        assert_eq!(stamp(Duration::from_secs(951_782_399)), "2000-02-28T23:59:59Z");
        assert_eq!(stamp(Duration::from_secs(951_782_400)), "2000-02-29T00:00:00Z");
        assert_eq!(stamp(Duration::from_secs(1_798_761_599)), "2026-12-31T23:59:59Z");
    }
}
