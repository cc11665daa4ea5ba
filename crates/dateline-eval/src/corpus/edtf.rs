//! The days that an EDTF value covers: as much of ISO 8601-2 as labels use.

/// First and last day, where the value says them: `2018-05` is 2018-05-01 to 2018-05-31; an open end gives none, a season (`2018-21`)
/// neither. `None` where it is no EDTF value of this kind.
#[must_use]
pub fn days(value: &str) -> Option<(Option<String>, Option<String>)> {
    let (from, to) = value.split_once('/').unwrap_or((value, value));
    let (from, to) = (side(from)?, side(to)?);
    let (from, to) = (from.map(|(first, _)| first), to.map(|(_, last)| last));
    if let (Some(a), Some(b)) = (&from, &to)
        && a > b
    {
        return None;
    }
    Some((from, to))
}

/// First and last day of one side of an interval; `Some(None)` for an open one.
fn side(value: &str) -> Option<Option<(String, String)>> {
    if value == ".." {
        return Some(None);
    }
    let value = value.strip_suffix(['?', '~', '%']).unwrap_or(value);
    if let Some(decade) = value.strip_suffix('X') {
        let decade: u32 = (decade.len() == 3).then(|| decade.parse().ok())??;
        return Some(Some((format!("{decade}0-01-01"), format!("{decade}9-12-31"))));
    }
    let (day, clock) = value.split_once('T').map_or((value, None), |(day, clock)| (day, Some(clock)));
    if clock.is_some_and(|clock| !is_clock(clock)) {
        return None;
    }
    let mut parts = day.split('-');
    let number = |part: Option<&str>, digits: usize| -> Option<Option<u32>> {
        let Some(part) = part else { return Some(None) };
        (part.len() == digits && part.bytes().all(|b| b.is_ascii_digit())).then(|| part.parse().ok())
    };
    let (year, month, date) = (number(parts.next(), 4)??, number(parts.next(), 2)?, number(parts.next(), 2)?);
    if parts.next().is_some() || clock.is_some() && date.is_none() {
        return None;
    }
    if date.is_none() && month.is_some_and(|season| (21..=24).contains(&season)) {
        return Some(None);
    }
    Some(Some(match (month, date) {
        (Some(month), date) => {
            let length = length_of_month(year, month)?;
            let (first, last) = date.map_or((1, length), |date| (date, date));
            if first == 0 || last > length {
                return None;
            }
            (format!("{year:04}-{month:02}-{first:02}"), format!("{year:04}-{month:02}-{last:02}"))
        }
        (None, _) => (format!("{year:04}-01-01"), format!("{year:04}-12-31")),
    }))
}

/// `12`, `12:30`, `12:30:05`, with a zone or without.
fn is_clock(clock: &str) -> bool {
    let bare = clock.strip_suffix('Z').unwrap_or(clock);
    let bare = bare.split_once(['+', '-']).map_or(bare, |(bare, _)| bare);
    let parts: Vec<&str> = bare.split(':').collect();
    parts.len() <= 3 && parts.iter().zip([24, 60, 61]).all(|(part, bound)| part.len() == 2 && part.parse::<u32>().is_ok_and(|n| n < bound))
}

fn length_of_month(year: u32, month: u32) -> Option<u32> {
    let first = jiff::civil::Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, 1).ok()?;
    u32::try_from(first.days_in_month()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_cover_their_days() {
        let range = |value: &str| days(value).map(|(a, b)| (a.unwrap_or_default(), b.unwrap_or_default()));
        let of = |a: &str, b: &str| Some((a.to_owned(), b.to_owned()));
        assert_eq!(range("2018-05-12?"), of("2018-05-12", "2018-05-12"));
        assert_eq!(range("2024-02"), of("2024-02-01", "2024-02-29"));
        assert_eq!(range("2016"), of("2016-01-01", "2016-12-31"));
        assert_eq!(range("2018-05-12T23:10+03:00/2018-05-13"), of("2018-05-12", "2018-05-13"));
        assert_eq!(range("2014/.."), of("2014-01-01", ""));
        assert_eq!(range("199X"), of("1990-01-01", "1999-12-31"));
        assert_eq!(range("2021-22"), of("", ""));
        for wrong in ["", "12 May", "2018-13", "2018-02-30", "2018-5-1", "2018-05-12T25:00", "2019/2018", "2018-05T10", "T10:00"] {
            assert_eq!(days(wrong), None, "{wrong}");
        }
    }
}
