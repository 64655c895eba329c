//! Turns a few lines about each day into a complete plan, without any search.

use pathfinder_domain::clock_time::{ClockTime, Window};
use pathfinder_domain::money::Money;
use pathfinder_domain::planning::plan::{
    Activity, Base, Costs, FamilyReport, Item, LeftOut, LeftOutReason, Plan, PlannedDay, PlannedLeg, Share, Stay, VERSION, Way,
};
use pathfinder_domain::planning::problem::{Meal, Mode, Place, Problem};
use pathfinder_domain::planning::rules::days::{later, rests};
use pathfinder_domain::planning::rules::group::Group;
use pathfinder_domain::planning::rules::notes::of_tags;
use pathfinder_domain::planning::rules::travel::{Spot, Ways};
use pathfinder_domain::planning::rules::worth::satisfaction;
use pathfinder_domain::planning::rules::{prices, visits};

pub(crate) struct Sketch {
    /// The lodging of each city, in the order of the trip.
    pub(crate) lodgings: Vec<&'static str>,
    pub(crate) leg: &'static str,
    /// Start, and `rest`, `breakfast <restaurant>`, `lunch <restaurant>`, `dinner <restaurant>` or a place.
    pub(crate) days: Vec<Vec<(&'static str, &'static str)>>,
}

/// A cost and its shares.
type Bill = (Money, Vec<Share>);

/// The problem must have two cities with a night in each.
pub(crate) fn compose(problem: &Problem, sketch: &Sketch) -> Plan {
    let composer = Composer { problem, group: Group::of(&problem.families), ways: Ways::of(problem) };
    let city_of = |i: usize| problem.cities.iter().position(|city| city.id == problem.days[i].city_id()).unwrap();
    let stays: Vec<Stay> = sketch.lodgings.iter().map(|id| composer.stay(id)).collect();
    let days = sketch.days.iter().enumerate().map(|(i, lines)| composer.day(i, &stays[city_of(i)], sketch.leg, lines)).collect();
    composer.sums(stays, days)
}

struct Composer<'a> {
    problem: &'a Problem,
    group: Group,
    ways: Ways<'a>,
}

impl Composer<'_> {
    fn money(&self, minor: i64) -> Money {
        Money::new(minor, self.problem.currency)
    }

    fn bill(&self, shares: &[i64]) -> Bill {
        let families = self.problem.families.iter().zip(shares);
        let shares = families.map(|(family, share)| Share { family: family.id.clone(), amount: self.money(*share) }).collect::<Vec<_>>();
        (self.money(shares.iter().map(|share| share.amount.minor).sum()), shares)
    }

    fn stay(&self, id: &str) -> Stay {
        let lodging = self.problem.lodgings.iter().find(|lodging| lodging.id == id).unwrap();
        let days: Vec<_> = self.problem.days.iter().filter(|day| day.city_id() == lodging.city).map(|day| day.date).collect();
        let last = self.problem.days.last().unwrap().date;
        let check_out = last.min(days.last().unwrap().succ_opt().unwrap());
        let nights = u32::try_from((check_out - days[0]).num_days()).unwrap();
        let (cost, shares) = self.bill(&prices::stay(lodging, &self.group, nights));
        Stay {
            id: format!("stay-{id}-{}", days[0]),
            lodging: id.into(),
            name: lodging.name.clone(),
            city: lodging.city.clone(),
            city_name: self.problem.cities.iter().find(|city| city.id == lodging.city).unwrap().name.clone(),
            location: lodging.location,
            check_in: days[0],
            check_out,
            nights,
            rooms: u32::try_from(prices::rooms(lodging, &self.group).iter().sum::<i64>()).unwrap(),
            cost,
            shares,
            locked: self.problem.locked.iter().any(|lock| lock.id == id),
        }
    }

    fn day(&self, i: usize, stay: &Stay, leg: &str, lines: &[(&str, &str)]) -> PlannedDay {
        let day = &self.problem.days[i];
        let base = Base { id: stay.lodging.clone(), name: stay.name.clone(), location: stay.location };
        let home = Spot { id: &base.id, point: base.location };
        let (mut items, mut here): (Vec<Item>, Spot<'_>) = (Vec::new(), home);
        for (start, line) in lines {
            let (item, there) = self.item(i, start.parse().unwrap(), line, home);
            items.push(Item { way: self.way(here, there), ..item });
            here = there;
        }
        let way_back = self.way(here, home);
        let leg = (i > 0 && self.problem.days[i - 1].city != day.city).then(|| self.leg(leg));
        let ways: Vec<&Way> = items.iter().filter_map(|item| item.way.as_ref()).chain(&way_back).collect();
        let walk_minutes = ways.iter().filter(|way| way.mode == Mode::Walk).map(|way| way.minutes()).sum();
        let spent = ways.iter().map(|way| way.cost).chain(items.iter().map(|item| item.cost)).chain(leg.iter().map(|leg| leg.cost));
        let cost = self.money(spent.map(|cost| cost.minor).sum());
        let city = self.problem.cities.iter().find(|city| city.id == day.city_id()).unwrap();
        PlannedDay {
            date: day.date,
            city: city.id.clone(),
            city_name: city.name.clone(),
            time_zone: city.time_zone.clone(),
            starts_at: None,
            ends_at: None,
            leg,
            departure: None,
            way_back,
            splits: Vec::new(),
            spare: None,
            walk_minutes,
            cost,
            notes: Vec::new(),
            items,
            base,
        }
    }

    fn item<'b>(&'b self, i: usize, start: ClockTime, line: &str, home: Spot<'b>) -> (Item, Spot<'b>) {
        let day = &self.problem.days[i];
        let lock = |id: &str| self.problem.locked.iter().find(|lock| lock.id == id && lock.date == day.date);
        let (id, activity, name, spot, minutes, shares, locked) = if line == "rest" {
            let window = Window { from: day.start, until: day.end };
            let rest = rests(&self.problem.families, window)[0];
            let minutes = (rest.until.seconds() - rest.from.seconds()) / 60;
            (format!("rest-{}", day.date), Activity::Rest, "Rest".to_owned(), home, minutes, vec![0; self.group.members.len()], false)
        } else if let Some((meal, restaurant)) = line.split_once(' ') {
            let restaurant = self.problem.restaurants.iter().find(|r| r.id == restaurant).unwrap();
            let meals = &self.problem.constraints.meals;
            let kind = Meal::ALL.into_iter().find(|kind| kind.label() == meal).unwrap();
            let rule = meals.rule(kind);
            let activity = Activity::Meal { meal: kind, restaurant: restaurant.id.clone() };
            let spot = Spot { id: &restaurant.id, point: restaurant.location };
            let shares = prices::meal(restaurant, &self.problem.families);
            (
                format!("{meal}-{}", day.date),
                activity,
                restaurant.name.clone(),
                spot,
                rule.unwrap().minutes,
                shares,
                lock(&restaurant.id).is_some(),
            )
        } else {
            let place = self.problem.places.iter().find(|place| place.id == line).unwrap();
            let minutes = lock(line).and_then(|lock| lock.minutes).unwrap_or_else(|| visits::minutes(place, &self.group));
            let activity = Activity::Visit { place: place.id.clone(), category: place.category };
            let spot = Spot { id: &place.id, point: place.location };
            let shares = prices::entrance(place, &self.problem.families);
            (format!("visit-{line}"), activity, place.name.clone(), spot, minutes, shares, lock(line).is_some())
        };
        let (cost, shares) = self.bill(&shares);
        let end = later(start, minutes);
        let tags = self.problem.places.iter().find(|place| place.id == line).map(|place| &place.tags);
        let notes = tags.map(|tags| of_tags(&self.problem.families, tags)).unwrap_or_default();
        (Item { id, activity, name, location: spot.point, start, end, way: None, cost, shares, locked, notes }, spot)
    }

    fn way(&self, from: Spot<'_>, to: Spot<'_>) -> Option<Way> {
        let way = self.ways.between(from, to).unwrap();
        let (cost, shares) = self.bill(&self.ways.shares(way.mode, way.metres));
        (way.seconds > 0).then_some(Way { mode: way.mode, seconds: way.seconds, metres: way.metres, cost, shares })
    }

    fn leg(&self, id: &str) -> PlannedLeg {
        let leg = self.problem.legs.iter().find(|leg| leg.id == id).unwrap();
        let from = self.problem.cities.iter().find(|city| city.id == leg.from).unwrap();
        let (cost, shares) = self.bill(&prices::leg(leg, &self.group));
        PlannedLeg {
            id: id.into(),
            from: leg.from.clone(),
            from_name: from.name.clone(),
            to: leg.to.clone(),
            to_name: self.problem.cities.iter().find(|city| city.id == leg.to).unwrap().name.clone(),
            mode: leg.mode,
            departs: leg.departs,
            arrives: leg.arrives,
            cost,
            shares,
        }
    }

    fn sums(&self, stays: Vec<Stay>, days: Vec<PlannedDay>) -> Plan {
        let all = |of: fn(&PlannedDay) -> Vec<Bill>| days.iter().flat_map(of).collect::<Vec<_>>();
        let items = |visit: bool| {
            let wanted = move |item: &&Item| matches!(item.activity, Activity::Meal { .. }) != visit;
            days.iter()
                .flat_map(move |day| day.items.iter().filter(wanted))
                .map(|item| (item.cost, item.shares.clone()))
                .collect::<Vec<_>>()
        };
        let lodging: Vec<_> = stays.iter().map(|stay| (stay.cost, stay.shares.clone())).collect();
        let travel =
            all(|day| day.items.iter().filter_map(|i| i.way.as_ref()).chain(&day.way_back).map(|w| (w.cost, w.shares.clone())).collect());
        let legs = all(|day| day.leg.iter().map(|leg| (leg.cost, leg.shares.clone())).collect());
        let parts = [items(true), items(false), lodging, travel, legs];
        let sum = |part: &[Bill]| self.money(part.iter().map(|(cost, _)| cost.minor).sum());
        let [visits, meals, lodging, travel, legs] = [0, 1, 2, 3, 4].map(|i| sum(&parts[i]));
        let paid = |family: &str| {
            let shares = parts.iter().flatten().flat_map(|(_, shares)| shares).filter(|share| share.family == family);
            self.money(shares.map(|share| share.amount.minor).sum())
        };
        let seen: Vec<&Place> = days
            .iter()
            .flat_map(|day| &day.items)
            .filter_map(|item| self.problem.places.iter().find(|place| Some(place.id.as_str()) == item.activity.reference()))
            .collect();
        let families = self.problem.families.iter().map(|family| FamilyReport {
            id: family.id.clone(),
            name: family.name.clone(),
            members: u32::try_from(family.members.len()).unwrap(),
            satisfaction: satisfaction(self.problem, family, &seen),
            cost: paid(&family.id),
            budget: family.budget,
            highlights: days[0].items.first().map(|item| item.id.clone()).into_iter().collect(),
            met: vec!["no walk of more than 25 minutes".into()],
            gave_up: vec!["no beach: none is known in Rome and Florence".into()],
        });
        let crypt = LeftOut {
            id: "crypt".into(),
            name: "Capuchin Crypt".into(),
            reason: LeftOutReason::Avoided,
            detail: "the Meyer family asked not to go to Capuchin Crypt".into(),
        };
        let left_out = if days.iter().flat_map(|day| &day.items).any(|item| item.id == "visit-crypt") { vec![] } else { vec![crypt] };
        let total = self.money([visits, meals, lodging, travel, legs].iter().map(|cost| cost.minor).sum());
        Plan {
            version: VERSION,
            title: self.problem.title.clone(),
            currency: self.problem.currency,
            seed: self.problem.seed,
            families: families.collect(),
            days,
            stays,
            left_out,
            costs: Costs { visits, meals, lodging, travel, legs, total },
            proof: Vec::new(),
        }
    }
}
