//! Writes a split down: what each party does, its ways and what its families pay.

use super::super::places::choose;
use super::super::split::{Apart, Side};
use super::{Writer, time};
use crate::planning::plan::{Activity, Base, Item, Meeting, Party, Split, Way};
use crate::planning::problem::Day;
use crate::planning::rules::notes::of_tags;
use crate::planning::rules::party::{self, Crew};
use crate::planning::rules::prices;
use crate::planning::rules::travel::{Estimate, Spot};

impl<'p> Writer<'_, 'p> {
    /// `items` are the day's common items.
    pub(super) fn split(&mut self, apart: &Apart, day: &Day, base: &Base, items: &[Item]) -> Option<Split> {
        let begins = apart.before.checked_sub(1).and_then(|before| items.get(before));
        let meets = items.get(apart.before);
        let (from, until) = (time(apart.from), time(apart.until));
        let spots = (spot(begins, base), spot(meets, base));
        let parties = apart.sides.iter().filter_map(|side| self.party(side, spots)).collect();
        Some(Split {
            id: party::id(day.date),
            name: party::name(day.date, from, until),
            from,
            until,
            begins: meeting(begins, base),
            meets: meeting(meets, base),
            parties,
        })
    }

    fn party(&mut self, side: &Side, (here, there): (Spot<'_>, Spot<'_>)) -> Option<Party> {
        let problem = self.problem;
        let crew = Crew::of(problem, side.indices());
        let mut items = Vec::with_capacity(side.visits.len());
        let mut from = here;
        for visit in &side.visits {
            let place = problem.places.get(visit.place)?;
            let to = Spot { id: &place.id, point: place.location };
            let way = self.own_way(&crew, from, to);
            let shares = crew.spread(&prices::entrance(place, &crew.families));
            let cost = prices::total(&shares);
            self.sums.visits = self.sums.visits.saturating_add(cost);
            items.push(Item {
                id: format!("visit-{}", place.id),
                activity: Activity::Visit { place: place.id.clone(), category: place.category },
                name: place.name.clone(),
                location: place.location,
                start: time(visit.start),
                end: time(visit.start + visit.seconds),
                way,
                cost: self.money(cost),
                shares: self.shares(&shares),
                locked: false,
                notes: of_tags(&crew.families, &place.tags),
            });
            from = to;
        }
        let way_back = self.own_way(&crew, from, there);
        Some(Party { families: crew.families.iter().map(|family| family.id.clone()).collect(), items, way_back })
    }

    fn own_way(&mut self, crew: &Crew<'p>, from: Spot<'_>, to: Spot<'_>) -> Option<Way> {
        let way = choose(self.problem, &crew.ways, from, to).filter(|way| *way != Estimate::NONE)?;
        self.sums.travel = self.sums.travel.saturating_add(way.cost);
        let shares = crew.spread(&crew.ways.shares(way.mode, way.metres));
        Some(Way { mode: way.mode, seconds: way.seconds, metres: way.metres, cost: self.money(way.cost), shares: self.shares(&shares) })
    }
}

fn spot<'a>(item: Option<&'a Item>, base: &'a Base) -> Spot<'a> {
    let id = item.and_then(|item| item.activity.reference()).unwrap_or(&base.id);
    Spot { id, point: item.map_or(base.location, |item| item.location) }
}

fn meeting(item: Option<&Item>, base: &Base) -> Meeting {
    Meeting {
        item: item.map(|item| item.id.clone()),
        // A rest is at the base.
        name: item.filter(|item| item.activity != Activity::Rest).map_or(&base.name, |item| &item.name).clone(),
        location: item.map_or(base.location, |item| item.location),
    }
}
