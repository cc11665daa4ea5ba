//! Country outlines of the map, from the committed Natural Earth file; parsed once, cut to a view when drawn.

use std::sync::LazyLock;

const FILE: &str = include_str!("../../../../web/outlines/countries-50m.txt");

/// A point in hundredths of a degree: longitude, latitude.
pub type Point = (f64, f64);

/// A country: its code, name, where its name may stand, and its rings in degrees.
#[derive(Debug)]
pub struct Country {
    /// ISO 3166-1 alpha-2 code; empty for shapes without one.
    pub code: &'static str,
    /// Name in English, as GeoNames has it.
    pub name: &'static str,
    /// Where the name may stand; `None` for countries without a shape at this scale.
    pub label: Option<Point>,
    /// Closed rings, the last corner not repeated.
    pub rings: Vec<Ring>,
}

/// A ring of corners with the box around it.
#[derive(Debug)]
pub struct Ring {
    /// Corners in degrees.
    pub points: Vec<Point>,
    /// West, south, east, north in degrees.
    pub bounds: [f64; 4],
}

static COUNTRIES: LazyLock<Vec<Country>> = LazyLock::new(|| FILE.lines().filter_map(country).collect());

/// All countries, sorted by code and name.
#[must_use]
pub fn countries() -> &'static [Country] {
    &COUNTRIES
}

/// The name of a country by its code; the code itself where it is not known.
#[must_use]
pub fn country_name(code: &str) -> &str {
    COUNTRIES.iter().find(|country| country.code == code).map_or(code, |country| country.name)
}

fn pair(text: &str) -> Option<(i32, i32)> {
    let (x, y) = text.split_once(',')?;
    Some((x.parse().ok()?, y.parse().ok()?))
}

fn degrees((x, y): (i32, i32)) -> Point {
    (f64::from(x) / 100.0, f64::from(y) / 100.0)
}

fn country(line: &'static str) -> Option<Country> {
    let mut cells = line.split('\t');
    let (code, name, label, rings) = (cells.next()?, cells.next()?, cells.next()?, cells.next()?);
    Some(Country { code, name, label: pair(label).map(degrees), rings: rings.split(';').filter_map(ring).collect() })
}

fn ring(text: &str) -> Option<Ring> {
    let mut at = (0, 0);
    let mut points = Vec::new();
    for step in text.split(' ') {
        let (dx, dy) = pair(step)?;
        at = (at.0 + dx, at.1 + dy);
        points.push(degrees(at));
    }
    let mut bounds = [f64::MAX, f64::MAX, f64::MIN, f64::MIN];
    for (x, y) in &points {
        bounds = [bounds[0].min(*x), bounds[1].min(*y), bounds[2].max(*x), bounds[3].max(*y)];
    }
    Some(Ring { points, bounds })
}

/// The part of a ring inside a box (Sutherland and Hodgman, Communications of the ACM 17(1), 1974).
#[must_use]
pub fn clip(points: &[Point], bounds: [f64; 4]) -> Vec<Point> {
    let mut ring = points.to_vec();
    for (side, limit) in bounds.into_iter().enumerate() {
        let inside = |p: Point| match side {
            0 => p.0 >= limit,
            1 => p.1 >= limit,
            2 => p.0 <= limit,
            _ => p.1 <= limit,
        };
        let cross = |a: Point, b: Point| {
            let along = if side % 2 == 0 { (limit - a.0) / (b.0 - a.0) } else { (limit - a.1) / (b.1 - a.1) };
            (a.0 + (b.0 - a.0) * along, a.1 + (b.1 - a.1) * along)
        };
        let Some(mut last) = ring.last().copied() else { break };
        let mut kept = Vec::with_capacity(ring.len());
        for point in ring {
            match (inside(last), inside(point)) {
                (true, true) => kept.push(point),
                (true, false) => kept.push(cross(last, point)),
                (false, true) => kept.extend([cross(last, point), point]),
                (false, false) => {}
            }
            last = point;
        }
        ring = kept;
    }
    ring
}

#[cfg(test)]
mod tests {
    use super::*;
    use dateline_core::sha::Sha;

    #[test]
    fn the_file_is_the_one_of_the_manifest() {
        let manifest = include_str!("../../../../web/outlines/MANIFEST.toml");
        assert!(manifest.contains(&Sha::of(FILE.as_bytes()).to_string()));
        assert!(FILE.len() <= 1_000_000);
    }

    #[test]
    fn every_line_is_a_country_and_names_are_found() {
        assert_eq!(countries().len(), FILE.lines().count());
        assert_eq!(country_name("SY"), "Syria");
        assert_eq!(country_name("ZZ"), "ZZ");
        let syria = countries().iter().find(|c| c.code == "SY");
        let bounds = syria.and_then(|c| c.rings.first()).map(|r| r.bounds).unwrap_or_default();
        assert!((35.0..36.5).contains(&bounds[0]) && (41.5..43.0).contains(&bounds[2]), "{bounds:?}");
    }

    #[test]
    fn a_square_is_cut_to_the_box() {
        let square = [(0.0, 0.0), (4.0, 0.0), (4.0, 4.0), (0.0, 4.0)];
        let cut = clip(&square, [2.0, 2.0, 9.0, 9.0]);
        assert!(cut.iter().all(|p| (2.0..=4.0).contains(&p.0) && (2.0..=4.0).contains(&p.1)) && cut.len() == 4, "{cut:?}");
        assert!(clip(&square, [5.0, 5.0, 9.0, 9.0]).is_empty());
    }
}
