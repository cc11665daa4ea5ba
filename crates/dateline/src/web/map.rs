//! The map: an SVG drawn here over country outlines, cut to where the incidents are. A settlement is a dot, a province
//! a soft patch, many incidents in one spot a numbered circle; what is not resolved is never drawn.

use super::account::Spot;
use super::filter::Filter;
use super::outlines::{self, Point};
use dateline_core::place::PlacePrecision;
use maud::{Markup, PreEscaped, html};
use std::fmt::Write as _;

/// Width of the drawing in its own units; the page scales it.
const WIDTH: f64 = 720.0;
/// Least and greatest height.
const HEIGHTS: (f64, f64) = (300.0, 620.0);
/// Least span of a view in degrees, so that one dot still shows where in its country it is.
const LEAST: f64 = 7.0;

/// A view: degrees to units of the drawing (equirectangular, true to scale at the middle latitude).
#[derive(Debug, Clone, Copy)]
struct View {
    bounds: [f64; 4],
    scale: f64,
    squeeze: f64,
    height: f64,
}

impl View {
    fn over(spots: &[Spot], country: Option<&str>) -> Self {
        let mut b = [180.0_f64, 85.0_f64, -180.0_f64, -85.0_f64];
        for spot in spots {
            let (x, y) = (spot.lon.value(), spot.lat.value());
            b = [b[0].min(x), b[1].min(y), b[2].max(x), b[3].max(y)];
        }
        if spots.is_empty() {
            // The country that the list is narrowed to, by its widest shape; else the inhabited world.
            let shapes = outlines::countries().iter().filter(|c| country == Some(c.code)).flat_map(|c| &c.rings);
            let size = |b: [f64; 4]| (b[2] - b[0]) * (b[3] - b[1]);
            let widest = shapes.map(|ring| ring.bounds).max_by(|a, b| size(*a).total_cmp(&size(*b)));
            b = widest.unwrap_or([-125.0, -40.0, 155.0, 60.0]);
        }
        let middle = ((b[0] + b[2]) / 2.0, (b[1] + b[3]) / 2.0);
        let squeeze = middle.1.to_radians().cos().max(0.2);
        // A margin of a sixth around, and never less than LEAST degrees of longitude at this latitude.
        let mut wide = ((b[2] - b[0]) * 4.0 / 3.0).max(LEAST / squeeze);
        let mut high = ((b[3] - b[1]) * 4.0 / 3.0).max(LEAST * 0.6);
        let ratio = high / (wide * squeeze);
        if ratio < HEIGHTS.0 / WIDTH {
            high = wide * squeeze * HEIGHTS.0 / WIDTH;
        } else if ratio > HEIGHTS.1 / WIDTH {
            wide = high / squeeze * WIDTH / HEIGHTS.1;
        }
        let wide = wide.min(360.0);
        let bounds = [middle.0 - wide / 2.0, middle.1 - high / 2.0, middle.0 + wide / 2.0, middle.1 + high / 2.0];
        let scale = WIDTH / wide;
        Self { bounds, scale, squeeze, height: (high * scale / squeeze).round() }
    }

    fn xy(&self, (lon, lat): Point) -> Point {
        ((lon - self.bounds[0]) * self.scale, (self.bounds[3] - lat) * self.scale / self.squeeze)
    }

    fn shows(&self, of: [f64; 4]) -> bool {
        of[0] <= self.bounds[2] && of[2] >= self.bounds[0] && of[1] <= self.bounds[3] && of[3] >= self.bounds[1]
    }
}

/// Outlines and names of the countries in view; names keep off `marks`, given as points with half widths.
fn ground(view: &View, marks: &[(Point, f64)]) -> String {
    let mut out = String::from("<g class=land>");
    let mut names: Vec<(f64, Point, &str)> = Vec::new();
    for country in outlines::countries() {
        let mut path = String::new();
        let mut widest = (0.0, (0.0, 0.0));
        for ring in country.rings.iter().filter(|ring| view.shows(ring.bounds)) {
            let corners = corners(view, ring);
            let chord = chord(&corners);
            if chord.0 > widest.0 {
                widest = chord;
            }
            draw(view, &corners, &mut path);
        }
        if path.is_empty() {
            continue;
        }
        let _ = write!(out, "<path d=\"{path}\"/>");
        if !country.code.is_empty() && widest.0 > country.name.chars().count() as f64 * 6.0 {
            names.push((widest.0, widest.1, country.name));
        }
    }
    out.push_str("</g><g class=names aria-hidden=true>");
    // Widest first; a name that would lie over another one is left out.
    names.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.2.cmp(b.2)));
    let mut taken: Vec<(Point, f64)> = marks.to_vec();
    for (_, (x, y), name) in names {
        let half = name.len() as f64 * 3.6;
        let over = |((ox, oy), other): &(Point, f64)| (oy - y).abs() < 15.0 && (ox - x).abs() < half + other + 6.0;
        if taken.iter().any(over) || x - half < 2.0 || x + half > WIDTH - 2.0 || y < 14.0 || y > view.height - 6.0 {
            continue;
        }
        taken.push(((x, y), half));
        let _ = write!(out, "<text x={x:.0} y={y:.0}>{}</text>", escape(name));
    }
    out.push_str("</g>");
    out
}

/// Size of the steps in which outlines are drawn: coarser where more of the world shows.
fn step(view: &View) -> f64 {
    if view.scale < 8.0 { 2.0 } else { 0.9 }
}

/// The corners of a ring in units of the drawing, cut to the view, those closer than a step left out.
fn corners(view: &View, ring: &outlines::Ring) -> Vec<Point> {
    let step = step(view);
    let size = ((ring.bounds[2] - ring.bounds[0]) * view.scale).max((ring.bounds[3] - ring.bounds[1]) * view.scale / view.squeeze);
    if size < step * 1.2 {
        return Vec::new();
    }
    let margin = 4.0 / view.scale;
    let b = view.bounds;
    let bounds = [b[0] - margin, b[1] - margin, b[2] + margin, b[3] + margin];
    let inside = ring.bounds[0] >= bounds[0] && ring.bounds[1] >= bounds[1] && ring.bounds[2] <= bounds[2] && ring.bounds[3] <= bounds[3];
    let cut = if inside { ring.points.clone() } else { outlines::clip(&ring.points, bounds) };
    let mut out: Vec<Point> = Vec::new();
    for point in cut {
        let (x, y) = view.xy(point);
        if out.last().is_none_or(|(px, py)| (px - x).abs() + (py - y).abs() >= step) {
            out.push((x, y));
        }
    }
    out
}

/// Where a name fits best inside a ring: of the horizontal chords at eleven heights, the longest, those in the middle
/// preferred; its length and its middle.
fn chord(ring: &[Point]) -> (f64, Point) {
    let low = ring.iter().map(|p| p.1).fold(f64::MAX, f64::min);
    let high = ring.iter().map(|p| p.1).fold(f64::MIN, f64::max);
    let mut best = (0.0, (0.0, 0.0));
    for n in 1..12 {
        let y = low + (high - low) * f64::from(n) / 12.0;
        let sides = ring.iter().zip(ring.iter().cycle().skip(1));
        let mut cuts: Vec<f64> =
            sides.filter(|(a, b)| (a.1 > y) != (b.1 > y)).map(|(a, b)| a.0 + (y - a.1) * (b.0 - a.0) / (b.1 - a.1)).collect();
        cuts.sort_by(f64::total_cmp);
        for pair in cuts.chunks_exact(2) {
            let width = (pair[1] - pair[0]) * (1.0 - f64::from((n - 6_i32).abs()) / 14.0);
            if width > best.0 {
                best = (width, ((pair[0] + pair[1]) / 2.0, y));
            }
        }
    }
    best
}

/// One ring as a path.
fn draw(view: &View, corners: &[Point], path: &mut String) {
    if corners.len() < 3 {
        return;
    }
    // Tenths of a unit in a near view, halves of one in a far one, written as steps: a third of the bytes.
    let unit = if step(view) > 1.0 { 5 } else { 1 };
    let mut last = (0_i64, 0_i64);
    let tenths = |n: f64| (n * 10.0 / unit as f64).round() as i64 * unit;
    let written = |n: i64| {
        let sign = if n < 0 { "-" } else { "" };
        if n % 10 == 0 { format!("{}", n / 10) } else { format!("{sign}{}.{}", n.abs() / 10, n.abs() % 10) }
    };
    for (at, (x, y)) in corners.iter().copied().enumerate() {
        let (x, y) = (tenths(x), tenths(y));
        if at == 0 {
            let _ = write!(path, "M{},{}l", written(x), written(y));
        } else if (x, y) != last {
            let _ = write!(path, "{} {} ", written(x - last.0), written(y - last.1));
        }
        last = (x, y);
    }
    path.truncate(path.trim_end().len());
    path.push('z');
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// Spots that fall within one step of the drawing belong together.
struct Cluster<'a> {
    at: Point,
    spots: Vec<&'a Spot>,
}

/// Puts spots together that would touch: first those of one cell, then cells whose circles would overlap, nearest first
/// in a fixed order.
fn clusters<'a>(view: &View, spots: &'a [Spot], reach: f64) -> Vec<Cluster<'a>> {
    let at = |spot: &Spot| view.xy((spot.lon.value(), spot.lat.value()));
    let mut cells: std::collections::BTreeMap<(i64, i64), Vec<&Spot>> = std::collections::BTreeMap::new();
    for spot in spots {
        let (x, y) = at(spot);
        cells.entry(((y / reach).floor() as i64, (x / reach).floor() as i64)).or_default().push(spot);
    }
    let middle = |spots: &[&Spot]| {
        let n = spots.len() as f64;
        let sum = spots.iter().map(|spot| at(spot)).fold((0.0, 0.0), |s, p| (s.0 + p.0, s.1 + p.1));
        (sum.0 / n, sum.1 / n)
    };
    let mut out: Vec<Cluster<'a>> = cells.into_values().map(|spots| Cluster { at: middle(&spots), spots }).collect();
    let near = |other: &Cluster<'_>, me: &Cluster<'_>| {
        let far = (other.at.0 - me.at.0).hypot(other.at.1 - me.at.1);
        far < circle(other.spots.len()) + circle(me.spots.len()) + 1.0
    };
    // A circle that grew may touch one that was passed; a few rounds settle it, and bound the work.
    for _ in 0..6 {
        let before = out.len();
        let mut one = 0;
        while one < out.len() {
            while let Some(other) = (one + 1..out.len()).find(|other| near(&out[*other], &out[one])) {
                let more = out.remove(other).spots;
                out[one].spots.extend(more);
                out[one].at = middle(&out[one].spots);
            }
            one += 1;
        }
        if out.len() == before {
            break;
        }
    }
    out
}

/// Radius of the mark of so many incidents.
fn circle(count: usize) -> f64 {
    if count == 1 { 6.0 } else { 9.0 + (count as f64).ln() * 2.5 }
}

/// Radius of a province's patch: about 60 km on the ground, within bounds that can be seen and clicked.
fn patch(view: &View, precision: PlacePrecision) -> f64 {
    let kilometres = if precision == PlacePrecision::District { 25.0 } else { 60.0 };
    (kilometres / 111.0 / view.squeeze * view.scale).clamp(14.0, 70.0)
}

/// The map of a list: every spot a link to its incident, every cluster a link to that part of the map.
#[must_use]
pub fn of_list(spots: &[Spot], filter: &Filter) -> Markup {
    let view = View::over(spots, filter.country.as_deref());
    let mut marks = String::new();
    let clusters = clusters(&view, spots, 22.0);
    let taken: Vec<(Point, f64)> = clusters.iter().map(|c| ((c.at.0, c.at.1 + 4.0), circle(c.spots.len()))).collect();
    for cluster in clusters {
        let (x, y) = cluster.at;
        if let [spot] = cluster.spots.as_slice() {
            mark(&mut marks, &view, spot, &format!("/incident/{}", spot.incident), 6.0);
            continue;
        }
        let fold = |start: [f64; 4], s: &&Spot| {
            let (x, y) = (s.lon.value(), s.lat.value());
            [start[0].min(x), start[1].min(y), start[2].max(x), start[3].max(y)]
        };
        let b = cluster.spots.iter().fold([f64::MAX, f64::MAX, f64::MIN, f64::MIN], fold);
        let part = Filter { part: Some([b[0] - 0.01, b[1] - 0.01, b[2] + 0.01, b[3] + 0.01]), page: 1, ..filter.clone() };
        let count = cluster.spots.len();
        let radius = circle(count);
        let _ = write!(
            marks,
            "<a href=\"{}\"><title>{count} incidents here</title><circle class=many cx={x:.1} cy={y:.1} r={radius:.1} />\
             <text class=count x={x:.1} y={:.1}>{count}</text></a>",
            escape(&part.address("/")),
            y + 4.0,
        );
    }
    svg(&view, &marks, &taken, "Map of the incidents in this list")
}

/// The map of one incident: its place, and the other places that reports give. `spots` begins with its own.
#[must_use]
pub fn of_places(spots: &[Spot]) -> Markup {
    let view = View::over(spots, None);
    let mut marks = String::new();
    let taken: Vec<(Point, f64)> = spots.iter().map(|s| (view.xy((s.lon.value(), s.lat.value())), 60.0)).collect();
    for spot in spots {
        mark(&mut marks, &view, spot, "#fields", 7.0);
    }
    svg(&view, &marks, &taken, "Map of the places that the reports give")
}

fn mark(out: &mut String, view: &View, spot: &Spot, href: &str, radius: f64) {
    let (x, y) = view.xy((spot.lon.value(), spot.lat.value()));
    let label = escape(&spot.label);
    let point = spot.precision.has_point();
    let (class, radius) = if point { ("dot", radius) } else { ("patch", patch(view, spot.precision)) };
    let _ = write!(out, "<a href=\"{href}\"><title>{label}</title><circle class={class} cx={x:.1} cy={y:.1} r={radius:.1} /></a>");
    if spot.incident == dateline_core::sha::Sha([0; 32]) || href == "#fields" {
        let (dy, anchor) = if y > 40.0 { (-radius - 5.0, "middle") } else { (radius + 15.0, "middle") };
        let short = escape(&super::words::shorten(&spot.label, 44));
        let x = x.clamp(130.0, WIDTH - 130.0);
        let _ = write!(out, "<text class=spot text-anchor={anchor} x={x:.1} y={:.1}>{short}</text>", y + dy);
    }
}

fn svg(view: &View, marks: &str, taken: &[(Point, f64)], label: &str) -> Markup {
    let height = view.height;
    html! {
        svg.map viewBox={ "0 0 " (WIDTH) " " (height) } width=(WIDTH) height=(height) role="group" aria-label=(label) {
            rect.sea x="0" y="0" width=(WIDTH) height=(height) {}
            (PreEscaped(ground(view, taken)))
            (PreEscaped(marks))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use dateline_core::number::{Degrees, Score};
    use dateline_core::sha::Sha;

    fn spot(lat: f64, lon: f64, precision: PlacePrecision) -> Spot {
        let label = "A <label> & more".to_owned();
        Spot { label, lat: Degrees::new(lat), lon: Degrees::new(lon), precision, incident: Sha([7; 32]), weight: Score::ONE }
    }

    #[test]
    fn a_settlement_is_a_dot_and_a_province_a_patch() {
        let one = of_list(&[spot(35.3, 40.1, PlacePrecision::Settlement)], &Filter::default()).into_string();
        assert!(one.contains("class=dot") && !one.contains("class=patch") && one.contains(">Syria</text>"));
        assert!(one.contains("A &lt;label&gt; &amp; more"));
        let other = of_list(&[spot(35.3, 40.1, PlacePrecision::Province)], &Filter::default()).into_string();
        assert!(other.contains("class=patch") && !other.contains("class=dot"));
    }

    #[test]
    fn many_in_one_spot_are_one_numbered_link() {
        let spots: Vec<Spot> = (0..30).map(|_| spot(35.3, 40.1, PlacePrecision::Settlement)).collect();
        let map = of_list(&spots, &Filter::default()).into_string();
        assert_eq!(map.matches("class=many").count(), 1);
        assert!(map.contains(">30</text>") && map.contains("part=40.09,35.29,40.11,35.31"));
    }

    #[test]
    fn a_map_of_the_world_stays_small_and_inside_its_frame() {
        let spots = [spot(-33.0, -70.0, PlacePrecision::Settlement), spot(64.0, 150.0, PlacePrecision::Settlement)];
        let map = of_list(&spots, &Filter::default()).into_string();
        assert!(map.len() < 120_000, "{}", map.len());
        let none = of_list(&[], &Filter::default()).into_string();
        assert!(none.contains("<path") && !none.contains("NaN"));
    }
}
