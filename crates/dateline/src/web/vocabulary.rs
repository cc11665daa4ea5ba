//! The page's words for the closed vocabularies: plain, and never a judgement.

use dateline_core::claim::Stance;
use dateline_core::incident::{Assertion, Kind};
use dateline_core::records::{EdgeKind, Field, GradeValue};
use dateline_core::toll::{Outcome, Who};

/// A kind of event, one of them: "air strike".
#[must_use]
pub fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::AirStrike => "air strike",
        Kind::Shelling => "shelling",
        Kind::Bombing => "bombing",
        Kind::SuicideBombing => "suicide bombing",
        Kind::Grenade => "grenade attack",
        Kind::Chemical => "chemical attack",
        Kind::Clash => "clash",
        Kind::Shooting => "shooting",
        Kind::Attack => "attack",
        Kind::SexualViolence => "sexual violence",
        Kind::Abduction => "abduction",
        Kind::Execution => "execution",
        Kind::Arrest => "arrest",
        Kind::MobViolence => "mob violence",
        Kind::PropertyDestruction => "destruction of property",
        Kind::Protest => "protest",
        Kind::ForceAgainstProtesters => "force against protesters",
        Kind::Accident => "accident",
        Kind::Unspecified => "event of unstated kind",
    }
}

/// A kind of event, several of them: "air strikes".
#[must_use]
pub fn kinds(of: Kind) -> &'static str {
    match of {
        Kind::AirStrike => "air strikes",
        Kind::Bombing => "bombings",
        Kind::SuicideBombing => "suicide bombings",
        Kind::Grenade => "grenade attacks",
        Kind::Chemical => "chemical attacks",
        Kind::Clash => "clashes",
        Kind::Shooting => "shootings",
        Kind::Attack => "attacks",
        Kind::Abduction => "abductions",
        Kind::Execution => "executions",
        Kind::Arrest => "arrests",
        Kind::Protest => "protests",
        Kind::Accident => "accidents",
        Kind::Unspecified => "events of unstated kind",
        other => kind(other),
    }
}

/// A kind with its article where it takes one: "an air strike".
#[must_use]
pub fn a_kind(of: Kind) -> String {
    match of {
        Kind::Shelling | Kind::SexualViolence | Kind::MobViolence | Kind::PropertyDestruction | Kind::ForceAgainstProtesters => {
            kind(of).to_owned()
        }
        _ => format!("{} {}", if kind(of).starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" }, kind(of)),
    }
}

/// In which way an event is told, before its kind: "reported air strike".
#[must_use]
pub fn assertion(told: Assertion) -> &'static str {
    match told {
        Assertion::Asserted => "reported",
        Assertion::Attempted => "attempted",
        Assertion::Threatened => "threatened",
        Assertion::Planned => "planned",
        Assertion::Denied => "denied",
        Assertion::Hypothetical => "hypothetical",
        Assertion::Pattern => "recurring",
        Assertion::Background => "earlier",
    }
}

/// What somebody does with words, in the past: "denied".
#[must_use]
pub fn stance(stance: Stance, attitude: bool) -> &'static str {
    match stance {
        Stance::Asserts if attitude => "was said to hold",
        Stance::Asserts => "said",
        Stance::Denies => "denied",
        Stance::Admits => "acknowledged",
        Stance::Doubts => "questioned",
        Stance::Demands => "demanded",
        Stance::Condemns => "condemned",
        Stance::Praises => "praised",
        Stance::Asks => "asked",
    }
}

/// What happened to people, after their number.
#[must_use]
pub fn outcome(outcome: Outcome) -> &'static str {
    outcome.as_str()
}

/// Who is counted: "civilians"; nothing where the words do not say.
#[must_use]
pub fn who(who: Who, one: bool) -> &'static str {
    match (who, one) {
        (Who::Civilian, true) => "civilian",
        (Who::Civilian, false) => "civilians",
        (Who::Combatant, true) => "fighter",
        (Who::Combatant, false) => "fighters",
        (Who::Child, true) => "child",
        (Who::Child, false) => "children",
        (Who::Woman, true) => "woman",
        (Who::Woman, false) => "women",
        (Who::Man, true) => "man",
        (Who::Man, false) => "men",
        (Who::Medic, true) => "medical worker",
        (Who::Medic, false) => "medical workers",
        (Who::Journalist, true) => "journalist",
        (Who::Journalist, false) => "journalists",
        (Who::Security, _) => "of the security forces",
        (Who::Mixed, _) => "of several groups",
        (Who::Unknown, _) => "",
    }
}

/// A grade as a label.
#[must_use]
pub fn grade(grade: GradeValue) -> &'static str {
    match grade {
        GradeValue::Confirmed => "Confirmed",
        GradeValue::Fair => "Fair",
        GradeValue::Weak => "Weak",
        GradeValue::Contested => "Contested",
        GradeValue::Discounted => "Discounted",
        GradeValue::None => "Not graded",
    }
}

/// What a grade means, in Airwars' sense.
#[must_use]
pub fn grade_means(grade: GradeValue) -> &'static str {
    match grade {
        GradeValue::Confirmed => "a party to the conflict accepts responsibility",
        GradeValue::Fair => "two or more independent origins",
        GradeValue::Weak => "a single origin, however many copies",
        GradeValue::Contested => "competing claims of responsibility",
        GradeValue::Discounted => "those killed were fighters, or others are most likely responsible",
        GradeValue::None => "no report says that it happened",
    }
}

/// A field as a label.
#[must_use]
pub fn field(field: Field) -> &'static str {
    match field {
        Field::Kind => "Kind of event",
        Field::Assertion => "How it is told",
        Field::When => "When",
        Field::Where => "Where",
        Field::Killed => "Killed",
        Field::Injured => "Injured",
        Field::Missing => "Missing",
        Field::Detained => "Detained",
        Field::Abducted => "Abducted",
        Field::Displaced => "Displaced",
        Field::AllegedResponsible => "Alleged responsible",
        Field::Victims => "Those harmed",
        Field::Weapon => "Means",
        Field::Target => "What was hit",
        Field::Attribution => "Given as source",
        Field::Hedge => "Distancing words",
    }
}

/// What a later report did with an earlier one, on an edge that runs from the earlier to the later.
#[must_use]
pub fn edge(kind: EdgeKind) -> &'static str {
    match kind {
        EdgeKind::Copy => "copied",
        EdgeKind::Excerpt => "excerpted",
        EdgeKind::Rewrite => "rewritten",
        EdgeKind::Translation => "translated",
        EdgeKind::Credit => "credited",
        EdgeKind::Quote => "quoted",
        EdgeKind::Link => "linked",
        EdgeKind::Edition => "later capture",
    }
}
