//! How far two mentions can agree in what is compared, and what each degree weighs: `data/cluster_weights.tsv`.

use crate::data::{self, DataError};
use crate::records::Field;
use serde::Serialize;

vocabulary! {
    /// What of two mentions is compared beside their fields.
    Beside {
        /// Words that say where, however they were resolved.
        PlaceNames = "place_names",
        /// Names of people, bodies and places in the words about it.
        Names = "names",
        /// Words of the accounts.
        Words = "words",
        /// Whether both reports are about it.
        About = "about",
    }
}

/// What of two mentions is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Compared {
    /// A field of an incident; `attribution` for what lineage says.
    Field(Field),
    /// Something beside the fields.
    Beside(Beside),
}

vocabulary! {
    /// How far two mentions agree in a field, in words. What each weighs stands in `data/cluster_weights.tsv`.
    Level {
        /// Same general kind.
        SameGeneralKind = "same general kind",
        /// Same kind.
        SameKind = "same kind",
        /// Kind not said by one.
        KindNotSaid = "kind not said by one",
        /// Other means of one family.
        OtherMeans = "other means of one family",
        /// Same family of kinds.
        SameFamily = "same family of kinds",
        /// General kind beside a finer one.
        FinerKind = "general kind beside a finer one",
        /// Taking of liberty beside another kind.
        Liberty = "taking of liberty beside another kind",
        /// Property, accident or crowd beside another kind.
        OtherClass = "property, accident or crowd beside another kind",
        /// Other family of kinds.
        OtherFamily = "other family of kinds",
        /// Two mentions of one report.
        OneReport = "two mentions of one report",
        /// History in one of them.
        History = "history in one of them",
        /// No single event in one of them.
        NoEvent = "no single event in one of them",
        /// Same day.
        SameDay = "same day",
        /// Same day or night.
        SameNight = "same day or night",
        /// Days overlap.
        DaysOverlap = "days overlap",
        /// Weeks overlap.
        WeeksOverlap = "weeks overlap",
        /// Long intervals overlap.
        LongOverlap = "long intervals overlap",
        /// Within two days, one of them uncertain.
        NearUncertain = "within two days, one of them uncertain",
        /// Within a week, one of them uncertain.
        ApartUncertain = "within a week, one of them uncertain",
        /// Far apart in time, one of them uncertain.
        FarUncertain = "far apart in time, one of them uncertain",
        /// A day apart.
        DayApart = "a day apart",
        /// Two or three days apart.
        FewDaysApart = "two or three days apart",
        /// Up to a month apart.
        WeeksApart = "up to a month apart",
        /// More than a month apart.
        MonthsApart = "more than a month apart",
        /// Up to a month apart, though the accounts are alike.
        WeeksAgainstWords = "up to a month apart, though the accounts are alike",
        /// More than a month apart, though the accounts are alike.
        MonthsAgainstWords = "more than a month apart, though the accounts are alike",
        /// Days apart.
        DaysApart = "days apart",
        /// Published far apart, day not said.
        PublishedFar = "published far apart, day not said",
        /// Published far apart, day not said, though the accounts are alike.
        PublishedFarAgainstWords = "published far apart, day not said, though the accounts are alike",
        /// Published apart, day not said.
        PublishedApart = "published apart, day not said",
        /// Published together, day not said.
        PublishedTogether = "published together, day not said",
        /// Two countries, both places precise.
        CountriesApart = "two countries, both places precise",
        /// Two countries.
        TwoCountries = "two countries",
        /// Same settlement.
        SameSettlement = "same settlement",
        /// Same area.
        SameArea = "same area",
        /// Same district.
        SameDistrict = "same district",
        /// Same province.
        SameProvince = "same province",
        /// Same country.
        SameCountry = "same country",
        /// Same place, told with other precision.
        OtherPrecision = "same place, told with other precision",
        /// Two places, distance not known.
        DistanceUnknown = "two places, distance not known",
        /// Within 3 km.
        Within3 = "within 3 km",
        /// Close to each other.
        Close = "close to each other",
        /// One name, placed apart.
        PlacedApart = "one name, placed apart",
        /// Two places, both precise and apart.
        PlacesApart = "two places, both precise and apart",
        /// Two places apart, though the accounts are alike.
        PlacesAgainstWords = "two places apart, though the accounts are alike",
        /// Inside the same country.
        InsideCountry = "inside the same country",
        /// Two provinces far apart.
        ProvincesApart = "two provinces far apart",
        /// Two provinces.
        TwoProvinces = "two provinces",
        /// Inside the same province.
        InsideProvince = "inside the same province",
        /// Two districts of one province.
        TwoDistricts = "two districts of one province",
        /// Inside or beside the same district.
        InsideDistrict = "inside or beside the same district",
        /// Far from the district.
        FarFromDistrict = "far from the district",
        /// A place's name in both.
        PlaceName = "a place's name in both",
        /// A short name of a place in both.
        ShortPlaceName = "a short name of a place in both",
        /// Same number of ten or more.
        SameLargeNumber = "same number of ten or more",
        /// Same number of three to nine.
        SameNumber = "same number of three to nine",
        /// Numbers agree.
        NumbersAgree = "numbers agree",
        /// Numbers differ as tolls do.
        NumbersDiffer = "numbers differ as tolls do",
        /// Numbers in conflict.
        NumbersConflict = "numbers in conflict",
        /// Same name alleged responsible.
        SameActor = "same name alleged responsible",
        /// Other name alleged responsible.
        OtherActor = "other name alleged responsible",
        /// A victim's name in both.
        Victim = "a victim's name in both",
        /// No names in common.
        NoNames = "no names in common",
        /// Few names in common.
        FewNames = "few names in common",
        /// Some names in common.
        SomeNames = "some names in common",
        /// Many names in common.
        ManyNames = "many names in common",
        /// Most names in common.
        MostNames = "most names in common",
        /// Nearly all names in common.
        AllNames = "nearly all names in common",
        /// No rare words in common.
        NoWords = "no rare words in common",
        /// Few rare words in common.
        FewWords = "few rare words in common",
        /// Some rare words in common.
        SomeWords = "some rare words in common",
        /// Many rare words in common.
        ManyWords = "many rare words in common",
        /// Most rare words in common.
        MostWords = "most rare words in common",
        /// No rare words in common with a mention told beside.
        NoWordsBeside = "no rare words in common with a mention told beside",
        /// Few rare words in common with a mention told beside.
        FewWordsBeside = "few rare words in common with a mention told beside",
        /// Some rare words in common with a mention told beside.
        SomeWordsBeside = "some rare words in common with a mention told beside",
        /// Many rare words in common with a mention told beside.
        ManyWordsBeside = "many rare words in common with a mention told beside",
        /// Both reports are about it.
        BothAbout = "both reports are about it",
        /// Told in the same passage.
        Reused = "told in the same passage",
        /// One translates the other.
        Translated = "one translates the other",
    }
}

impl Level {
    /// Whether it rules out that the two are one event.
    #[must_use]
    pub fn is_veto(self) -> bool {
        matches!(self, Self::OneReport | Self::NoEvent)
    }
}

/// What each level weighs.
#[derive(Debug)]
pub struct Levels {
    weights: Vec<i32>,
    /// Mean weight, in hundredths of a bit, from which two clusters are one incident.
    pub merge: i32,
    /// Weight from which a pair that was not put together is worth an analyst's look.
    pub review: i32,
}

impl Levels {
    /// The bundled table.
    ///
    /// # Errors
    /// When it is broken: a level unknown, twice or missing, a weight that is no number.
    pub fn bundled() -> Result<Self, DataError> {
        let mut weights: Vec<Option<i32>> = vec![None; Level::ALL.len()];
        let (mut merge, mut review) = (None, None);
        let rows = data::table("cluster_weights.tsv")?;
        for row in &rows {
            let weight: i32 = row.get("weight").parse().map_err(|_| row.error("the weight is no whole number"))?;
            let slot = match row.get("level") {
                "merge from" => &mut merge,
                "review from" => &mut review,
                word => {
                    let level = Level::from_word(word).ok_or_else(|| row.error("unknown level"))?;
                    &mut weights[level as usize]
                }
            };
            if slot.replace(weight).is_some() {
                return Err(row.error("a level stands twice"));
            }
        }
        let missing =
            |what: &str| DataError::Line { file: "cluster_weights.tsv".to_owned(), line: 0, message: format!("no weight of {what:?}") };
        let found = weights.into_iter().zip(Level::ALL).map(|(weight, level)| weight.ok_or_else(|| missing(level.as_str())));
        Ok(Self {
            weights: found.collect::<Result<_, _>>()?,
            merge: merge.ok_or_else(|| missing("merge from"))?,
            review: review.ok_or_else(|| missing("review from"))?,
        })
    }

    /// The same thresholds with other weights: what `weigh` makes of each level and its weight.
    #[must_use]
    pub fn mapped(&self, weigh: &dyn Fn(Level, i32) -> i32) -> Self {
        let weights = Level::ALL.iter().map(|level| weigh(*level, self.weight(*level))).collect();
        Self { weights, merge: self.merge, review: self.review }
    }

    /// What a level weighs, in hundredths of a bit.
    #[must_use]
    pub fn weight(&self, level: Level) -> i32 {
        self.weights[level as usize]
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn every_level_has_a_weight_and_vetoes_weigh_most() {
        let levels = Levels::bundled().unwrap();
        for level in Level::ALL.iter().filter(|level| level.is_veto()) {
            assert!(levels.weight(*level) <= -1500, "{level}");
        }
        assert!(levels.review < levels.merge);
    }
}
