//! What was looked at and what was found, and the sentence of each rule.

use std::collections::BTreeMap;

use super::Breach;
use crate::planning::plan::ProvenRule;

/// Each rule's stable name, and its sentence of proof for one thing and for several.
pub(super) const RULES: [(&str, &str, &str); 38] = [
    ("form", "1 statement about the whole plan agrees with the wishes", "{} statements about the whole plan agree with the wishes"),
    ("days", "1 day has the date and city of the trip", "{} days have the dates and cities of the trip"),
    ("route", "1 statement about the choice of cities holds", "{} statements about the choice of cities hold: which, how many, how long"),
    ("legs", "1 connection between cities goes on its date", "{} connections between cities go on their dates"),
    ("leg-modes", "1 connection between cities is of an allowed kind", "{} connections between cities are of allowed kinds"),
    ("own-car", "1 connection goes with all others", "{} connections go together: own car or flights, not both"),
    ("arrival", "1 connection arrives before the day is over", "{} connections arrive before the day is over"),
    ("lodging", "1 statement about nights and bases holds", "{} statements about nights and bases hold: a bed for every night"),
    ("endpoints", "1 day starts or ends where it should", "{} starts and ends of days are where they should be"),
    ("room-type", "1 lodging is of a wished type", "{} lodgings are of a wished type"),
    ("house-rules", "1 lodging allows what the group needs", "{} lodgings allow what the group needs"),
    ("min-nights", "1 stay is long enough for its lodging", "{} stays are long enough for their lodgings"),
    ("known", "1 thing in the plan is known and in the city of its day", "{} things in the plan are known and in the cities of their days"),
    ("once", "1 place or restaurant does not come twice", "{} places and restaurants do not come twice"),
    ("needs", "1 visit, meal or lodging suits everybody", "{} visits, meals and lodgings suit everybody: steps, strollers, ages, diets"),
    (
        "opening-hours",
        "1 visit or meal lies inside the opening hours of its date",
        "{} visits and meals lie inside the opening hours of their dates",
    ),
    ("rain", "1 visit on a rainy day is indoors or must be seen", "{} visits on rainy days are indoors or must be seen"),
    ("visit-length", "1 visit has its usual length", "{} visits have their usual length for this group"),
    ("order", "1 item follows the one before", "{} items follow each other without overlap"),
    ("day-window", "1 item lies inside its day", "{} items lie inside their days: starts, ends, arrivals, bedtimes"),
    ("ways", "1 way has the time it needs", "{} ways have the time they need"),
    ("modes", "1 way is taken in an allowed manner", "{} ways are taken in an allowed manner"),
    ("walking", "1 walk is short enough", "{} walks are short enough"),
    ("walking-per-day", "1 day has little enough walking", "{} days have little enough walking"),
    ("return", "the group is back at its base in time on 1 day", "the group is back at its base in time on {} days"),
    ("rest", "1 nap is kept", "{} naps are kept, all at the base"),
    ("pace", "1 day keeps the pace", "{} days keep the pace"),
    ("splits", "1 statement about time apart holds", "{} statements about time apart hold: who, between which points, and how often"),
    ("breather", "1 visit is followed by time to breathe", "{} visits are followed by time to breathe"),
    ("meals", "1 meal is there, at its time", "{} meals are there, at their times"),
    ("cuisines", "1 wished cuisine is tasted", "{} wished cuisines are tasted"),
    ("spare", "1 day has something indoors for the rain", "{} days have something indoors for the rain"),
    ("must-see", "1 place that must be seen is there", "{} places that must be seen are there"),
    ("must-avoid", "1 visit or meal is not one that somebody avoids", "none of {} visits and meals is one that somebody avoids"),
    ("locked", "1 item stays as it was locked", "{} items stay as they were locked"),
    ("costs", "1 cost was added up again", "{} costs were added up again"),
    ("shares", "1 cost is shared exactly", "{} costs are shared exactly between the families"),
    ("budget", "1 budget holds", "{} budgets hold"),
];

#[derive(Debug, Default)]
pub(super) struct Findings {
    breaches: Vec<Breach>,
    looked_at: BTreeMap<&'static str, usize>,
}

impl Findings {
    /// Counts one look at a rule; a breach where it does not hold.
    pub(super) fn check(&mut self, rule: &'static str, holds: bool, pointer: &str, detail: impl FnOnce() -> String) {
        *self.looked_at.entry(rule).or_default() += 1;
        if !holds {
            self.breaches.push(Breach { rule, pointer: pointer.to_owned(), detail: detail() });
        }
    }

    pub(super) fn breach(&mut self, rule: &'static str, pointer: &str, detail: String) {
        self.check(rule, false, pointer, || detail);
    }

    /// The proof: a sentence for each rule that had something to look at.
    pub(super) fn finish(self) -> Result<Vec<ProvenRule>, Vec<Breach>> {
        if !self.breaches.is_empty() {
            return Err(self.breaches);
        }
        let sentence = |&(rule, one, many): &(&str, &str, &str)| {
            let detail = match self.looked_at.get(rule).copied()? {
                1 => one.to_owned(),
                count => many.replace("{}", &count.to_string()),
            };
            Some(ProvenRule { rule: rule.to_owned(), detail })
        };
        Ok(RULES.iter().filter_map(sentence).collect())
    }
}
