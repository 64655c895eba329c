//! Families apart for a part of a day: what each party does meanwhile, and where all meet again.

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Activity, Item, Plan, PlannedDay, Way};
use crate::clock_time::ClockTime;
use crate::geo::Point;

/// Two parties of whole families, each on its own way between two things that everybody does together.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Split {
    /// `split-<date>`: there is one a day at most.
    pub id: String,
    /// "Afternoon apart, 26 February".
    pub name: String,
    /// When they part: the end of what they do together before, or the start of the day.
    pub from: ClockTime,
    /// When all are together again: the start of what they do together next, or the last arrival at the day's end.
    pub until: ClockTime,
    pub begins: Meeting,
    pub meets: Meeting,
    /// Two; every family is in one of them.
    pub parties: Vec<Party>,
}

/// A point at which everybody is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Meeting {
    /// Id of the common item; absent for the day's start or end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<String>,
    /// Name of the item's place (of the base, for a rest), or of where the day starts or ends.
    pub name: String,
    pub location: Point,
}

/// What some of the families do on their own.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Party {
    /// Ids, in the order of the problem; one of their members is 18 or older.
    pub families: Vec<String>,
    /// Visits in order of time, with ways, costs and shares of these families only. Empty: the time is the party's own.
    pub items: Vec<Item>,
    /// The way to the point where all meet again; absent where the party is there already.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub way_back: Option<Way>,
}

impl Party {
    pub fn ways(&self) -> impl Iterator<Item = &Way> {
        self.items.iter().filter_map(|item| item.way.as_ref()).chain(&self.way_back)
    }

    fn has(&self, family: &str) -> bool {
        self.families.iter().any(|id| id == family)
    }
}

impl Split {
    /// The party in which this family is.
    pub fn party_of(&self, family: &str) -> Option<&Party> {
        self.parties.iter().find(|party| party.has(family))
    }

    /// The parties in which this family is not.
    pub fn others<'s>(&'s self, family: &'s str) -> impl Iterator<Item = &'s Party> {
        self.parties.iter().filter(move |party| !party.has(family))
    }

    fn items(&self) -> impl Iterator<Item = &Item> {
        self.parties.iter().flat_map(|party| &party.items)
    }
}

impl PlannedDay {
    /// What anybody does on this day: where the families part, what one party does and then what the other does.
    pub fn all_items(&self) -> impl Iterator<Item = &Item> {
        (0..=self.items.len()).flat_map(|index| self.split_before(index).into_iter().flat_map(Split::items).chain(self.items.get(index)))
    }

    /// All ways that anybody takes inside the city.
    pub fn all_ways(&self) -> impl Iterator<Item = &Way> {
        let parties = self.splits.iter().flat_map(|split| &split.parties).flat_map(Party::ways);
        self.items.iter().filter_map(|item| item.way.as_ref()).chain(&self.way_back).chain(parties)
    }

    /// What one family does, together with the others or apart, in order of time.
    pub fn items_of(&self, family: &str) -> Vec<&Item> {
        let apart = self.splits.iter().filter_map(|split| split.party_of(family)).flat_map(|party| &party.items);
        let mut items: Vec<&Item> = self.items.iter().chain(apart).collect();
        items.sort_by_key(|item| item.start);
        items
    }

    /// The split between the common item before `index` and that of `index`; the day's start stands before the first and its end behind the last.
    pub fn split_before(&self, index: usize) -> Option<&Split> {
        let before = index.checked_sub(1).and_then(|before| self.items.get(before)).map(|item| item.id.as_str());
        if index > self.items.len() {
            return None;
        }
        self.splits.iter().find(|split| split.begins.item.as_deref() == before)
    }
}

impl Plan {
    /// The item of this id, whoever does it, and its date.
    pub fn item(&self, id: &str) -> Option<(NaiveDate, &Item)> {
        self.days.iter().find_map(|day| day.all_items().find(|item| item.id == id).map(|item| (day.date, item)))
    }

    /// What some families do apart: the split and the party of this item.
    pub fn apart(&self, id: &str) -> Option<(&Split, &Party)> {
        let parties = self.days.iter().flat_map(|day| &day.splits).flat_map(|split| split.parties.iter().map(move |party| (split, party)));
        parties.into_iter().find(|(_, party)| party.items.iter().any(|item| item.id == id))
    }
}

impl Item {
    pub const fn is_visit(&self) -> bool {
        matches!(self.activity, Activity::Visit { .. })
    }
}
