//! Writes a split down: what each party does, its ways and what its families pay.

use super::super::split::{Apart, Side};
use super::{Writer, time};
use crate::planning::plan::{Activity, Base, Item, Meeting, Party, Split, Way};
use crate::planning::problem::{City, Day};
use crate::planning::rules::notes::of_tags;
use crate::planning::rules::party::{self, Crew};
use crate::planning::rules::prices;
use crate::planning::rules::travel::{Estimate, Spot, choose};

impl<'p> Writer<'_, 'p> {
    /// `items` are the day's common items; the points are those at which the day starts and ends.
    pub(super) fn split(
        &mut self,
        apart: &Apart,
        (day, city): (&Day, &City),
        (base, [start, end]): (&Base, [&Base; 2]),
        items: &[Item],
    ) -> Option<Split> {
        let begins = apart.before.checked_sub(1).and_then(|before| items.get(before));
        let meets = items.get(apart.before);
        let (from, until) = (time(apart.from), time(apart.until));
        let spots = (spot(begins, base, start), spot(meets, base, end));
        let parties = apart.sides.iter().filter_map(|side| self.party(side, city, spots)).collect();
        Some(Split {
            id: party::id(day.date),
            name: party::name(day.date, from, until),
            from,
            until,
            begins: meeting(begins, base, start),
            meets: meeting(meets, base, end),
            parties,
        })
    }

    fn party(&mut self, side: &Side, city: &City, (here, there): (Spot<'_>, Spot<'_>)) -> Option<Party> {
        let problem = self.problem;
        let crew = Crew::of(problem, side.indices()).in_city(city);
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

/// Where an item is; a rest is at the base. Without one it is the day's start or end.
fn spot<'a>(item: Option<&'a Item>, base: &'a Base, point: &'a Base) -> Spot<'a> {
    item.map_or(Spot { id: &point.id, point: point.location }, |item| Spot {
        id: item.activity.reference().unwrap_or(&base.id),
        point: item.location,
    })
}

fn meeting(item: Option<&Item>, base: &Base, point: &Base) -> Meeting {
    let name = |item: &Item| if item.activity == Activity::Rest { base.name.clone() } else { item.name.clone() };
    Meeting {
        item: item.map(|item| item.id.clone()),
        name: item.map_or_else(|| point.name.clone(), name),
        location: item.map_or(point.location, |item| item.location),
    }
}
