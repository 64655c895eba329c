//! Parties: some of the families on their own for a part of a day, and what the rules say of them.
//!
//! A family never parts inside. A split has two parties: with three, somebody would have to keep three timetables in mind, and the number of
//! ways to part grows from 31 to 121 for six families. Each party has somebody of 18 or older. What a party does follows its own families'
//! needs, walking limits, ages, prices and bedtimes; naps and meals stay common. A place comes once in a plan, also apart: whoever wants to
//! see it goes with the party that does.

use chrono::NaiveDate;

use super::days::window;
use super::group::Group;
use super::needs::{self, Unmet};
use super::prices;
use super::travel::Ways;
use crate::clock_time::{ClockTime, Window};
use crate::planning::problem::{City, Day, Family, Place, Problem};

/// Parties of one split.
pub const PARTIES: usize = 2;
/// Somebody of this age or older is in each party.
pub const ADULT_AGE: u8 = 18;

/// What each family pays at the least for a place that somebody must see, minor units: where families may part, only those pay who must
/// see it. Locked places and those of the whole group are seen together.
pub fn least_entrance(problem: &Problem, place: &Place) -> Vec<i64> {
    let constraints = &problem.constraints;
    let locked = problem.locked.iter().any(|lock| lock.id == place.id);
    let together = constraints.splits == 0 || locked || constraints.must_see.contains(&place.id);
    let pays = |family: &Family| together || family.must_see.contains(&place.id);
    let fees = prices::entrance(place, &problem.families);
    problem.families.iter().zip(fees).map(|(family, fee)| if pays(family) { fee } else { 0 }).collect()
}

/// Some of the families, as the rules look at them.
#[derive(Debug, Clone)]
pub struct Crew<'a> {
    /// Indices of the families in the problem, ascending.
    pub indices: Vec<usize>,
    pub families: Vec<Family>,
    pub group: Group,
    pub ways: Ways<'a>,
    /// Families of the problem.
    all: usize,
}

impl<'a> Crew<'a> {
    /// Indices that the problem does not have are passed over.
    pub fn of(problem: &'a Problem, indices: impl IntoIterator<Item = usize>) -> Self {
        let mut indices: Vec<usize> = indices.into_iter().filter(|index| *index < problem.families.len()).collect();
        indices.sort_unstable();
        indices.dedup();
        let families: Vec<Family> = indices.iter().filter_map(|index| problem.families.get(*index)).cloned().collect();
        let (group, ways) = (Group::of(&families), Ways::of_families(problem, &families));
        Self { indices, families, group, ways, all: problem.families.len() }
    }

    /// The same at the fares of this city.
    #[must_use]
    pub fn in_city(self, city: &City) -> Self {
        Self { ways: self.ways.in_city(city), ..self }
    }

    pub fn has_adult(&self) -> bool {
        has_adult(&self.families)
    }

    /// Whether all of the party can go there.
    ///
    /// # Errors
    /// The first need that is not met; its family is counted within the party.
    pub fn suits(&self, place: &Place) -> Result<(), Unmet> {
        needs::place(place, &self.families)
    }

    /// Whether one of the party, or the whole group, asked to leave this id out.
    pub fn avoids(&self, problem: &Problem, id: &str) -> bool {
        let excluded = problem.constraints.excluded.iter().any(|other| other == id);
        excluded || self.families.iter().any(|family| family.must_avoid.iter().any(|other| other == id))
    }

    /// The part of the day that the party may use: its own bedtimes count, but a nap after the others' bedtime ends it with theirs.
    pub fn window(&self, problem: &Problem, day: &Day, arrives: Option<ClockTime>) -> Window {
        let (own, common) = (window(day, &self.families, arrives), window(day, &problem.families, arrives));
        let naps_late = self.families.iter().filter_map(|family| family.needs.nap).any(|nap| nap.until > common.until);
        if naps_late { Window { until: common.until, ..own } } else { own }
    }

    /// Amounts of the party's families as one entry for each family of the problem.
    pub fn spread(&self, amounts: &[i64]) -> Vec<i64> {
        let mut spread = vec![0; self.all];
        for (index, amount) in self.indices.iter().zip(amounts) {
            if let Some(entry) = spread.get_mut(*index) {
                *entry = *amount;
            }
        }
        spread
    }
}

/// Whether somebody of them is [`ADULT_AGE`] or older.
pub fn has_adult(families: &[Family]) -> bool {
    families.iter().flat_map(|family| &family.members).any(|member| member.age >= ADULT_AGE)
}

/// What people call a split: "Afternoon apart, 26 February".
pub fn name(date: NaiveDate, from: ClockTime, until: ClockTime) -> String {
    let (noon, evening) = (ClockTime::hm(12, 0), ClockTime::hm(17, 30));
    let middle = (from.seconds() + until.seconds()) / 2;
    let part = match middle {
        _ if from < noon && until > evening => "Day",
        at if at < noon.seconds() => "Morning",
        at if at < evening.seconds() => "Afternoon",
        _ => "Evening",
    };
    format!("{part} apart, {}", date.format("%-d %B"))
}

/// Id of a date's split.
pub fn id(date: NaiveDate) -> String {
    format!("split-{date}")
}
