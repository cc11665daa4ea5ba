//! Numbers without floats: probabilities in thousandths and degrees in hundred-thousandths, so that equal values
//! have equal bytes and can be hashed and compared.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A probability from 0 to 1 with three decimals, kept in thousandths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Score(pub u16);

impl Score {
    /// Certainty.
    pub const ONE: Self = Self(1000);

    /// The nearest score; values outside 0 to 1 are cut.
    #[must_use]
    pub fn new(value: f64) -> Self {
        Self((value.clamp(0.0, 1.0) * 1000.0).round() as u16)
    }

    /// As a number from 0 to 1.
    #[must_use]
    pub fn value(self) -> f64 {
        f64::from(self.0) / 1000.0
    }
}

/// Degrees of latitude or longitude (WGS 84) with five decimals, kept in hundred-thousandths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Degrees(pub i32);

impl Degrees {
    /// The nearest value.
    #[must_use]
    pub fn new(value: f64) -> Self {
        Self((value * 1e5).round() as i32)
    }

    /// As a number of degrees.
    #[must_use]
    pub fn value(self) -> f64 {
        f64::from(self.0) / 1e5
    }
}

/// Great-circle distance in kilometres between two points (haversine, mean earth radius 6,371.0 km).
#[must_use]
pub fn kilometres(a: (Degrees, Degrees), b: (Degrees, Degrees)) -> f64 {
    let (lat_a, lat_b) = (a.0.value().to_radians(), b.0.value().to_radians());
    let d_lat = lat_b - lat_a;
    let d_lon = (b.1.value() - a.1.value()).to_radians();
    let h = (d_lat / 2.0).sin().powi(2) + lat_a.cos() * lat_b.cos() * (d_lon / 2.0).sin().powi(2);
    2.0 * 6371.0 * h.sqrt().min(1.0).asin()
}

impl Serialize for Score {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(self.value())
    }
}

impl<'de> Deserialize<'de> for Score {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        f64::deserialize(deserializer).map(Self::new)
    }
}

impl Serialize for Degrees {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(self.value())
    }
}

impl<'de> Deserialize<'de> for Degrees {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        f64::deserialize(deserializer).map(Self::new)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_kept_and_rounded() {
        assert_eq!(serde_json::to_string(&Score::new(0.9804)).unwrap_or_default(), "0.98");
        assert_eq!(serde_json::to_string(&Degrees::new(35.335_884)).unwrap_or_default(), "35.33588");
        assert_eq!(Score::new(7.0), Score::ONE);
    }

    #[test]
    fn a_degree_of_latitude_is_about_111_km() {
        let d = kilometres((Degrees::new(35.0), Degrees::new(40.0)), (Degrees::new(36.0), Degrees::new(40.0)));
        assert!((d - 111.2).abs() < 0.1, "{d}");
    }
}
