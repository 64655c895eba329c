//! From what was collected to a planning problem, or to everything that stands in its way.

use chrono::NaiveDate;
use pathfinder_domain::catalogue::rates;
use pathfinder_domain::fault::Fault;
use pathfinder_domain::money::Money;
use pathfinder_domain::people;
use pathfinder_domain::planning::check::check;
use pathfinder_domain::planning::problem::{Constraints, Family, Member, Needs, Problem, VERSION};
use pathfinder_domain::planning::rules::needs;
use pathfinder_domain::planning::rules::routes::Choice;
use pathfinder_domain::trip::{Trip, Wishes};

use super::collect::Collected;
use super::legs::Ways;
use super::supply::Supply;
use super::{days, route};

/// The problem as the trip stands, with seed 0 and nothing locked.
///
/// # Errors
/// Everything that keeps the trip from being planned. Pointers lead into the planning problem, and for what cannot become a part of it into
/// the trip (`/cities`, `/currency`) and its own catalogue (`/catalog`).
pub fn problem(inputs: &Collected) -> Result<Problem, Vec<Fault>> {
    let trip = &inputs.trip.value;
    let mut faults = Vec::new();
    let mut supply = Supply::of(trip, &inputs.catalog, &mut faults);
    let days = days::days(trip).unwrap_or_else(|fault| {
        faults.push(fault);
        Vec::new()
    });
    if inputs.families.is_empty() {
        faults.push(Fault::new("/families", "nobody", "no family is on the trip"));
    }
    let families: Vec<Family> = inputs
        .families
        .iter()
        .enumerate()
        .map(|(index, (family, wishes))| family_of(index, family, wishes, trip, &supply, &mut faults))
        .collect();
    // A problem without its days or cities has nothing else to say.
    if !faults.is_empty() {
        return Err(faults);
    }
    let route = route::route(trip);
    let constraints = constraints(trip);
    let ways = Ways {
        days: &days,
        cities: &supply.cities,
        families: &families,
        route: route.as_ref(),
        forbidden: &constraints.forbidden_leg_modes,
        currency: trip.currency,
    };
    ways.complete(&mut supply.legs);
    let Supply { cities, places, restaurants, lodgings, legs, travel } = supply;
    let mut problem = Problem {
        version: VERSION,
        title: trip.title.clone(),
        currency: trip.currency,
        seed: 0,
        cities,
        days,
        families,
        places,
        restaurants,
        lodgings,
        legs,
        travel,
        route,
        constraints,
        weights: Default::default(),
        locked: Vec::new(),
        earlier: Vec::new(),
    };
    problem.constraints.lodging = has_beds(&problem);
    check(&problem)?;
    Ok(problem)
}

fn constraints(trip: &Trip) -> Constraints {
    let asked = trip.constraints.clone();
    Constraints {
        budget: trip.budget.and_then(|budget| rates::convert(budget, trip.currency)),
        pace: trip.pace,
        splits: asked.splits,
        room_types: asked.room_types,
        house_rules: asked.house_rules.into_iter().collect(),
        required_cuisines: asked.required_cuisines.into_iter().collect(),
        forbidden_leg_modes: asked.forbidden_leg_modes.into_iter().collect(),
        ..Constraints::default()
    }
}

/// Whether each city with a night in it has a lodging to choose that suits everybody, or where the cities are chosen, enough of them have;
/// without one everybody sleeps at the centre, rather than having no plan.
fn has_beds(problem: &Problem) -> bool {
    let beds =
        |city: &str| problem.lodgings.iter().any(|lodging| lodging.city == city && needs::lodging(lodging, &problem.families).is_ok());
    let Some(route) = &problem.route else {
        let nights = problem.days.split_last().map_or(&[][..], |(_, before)| before);
        return nights.iter().all(|day| beds(day.city_id()));
    };
    let choice = Choice::of(problem, route);
    choice.stops.iter().all(|stop| beds(stop.city) || !stop.required)
        && choice.stops.iter().filter(|stop| beds(stop.city)).count() >= choice.least
}

fn family_of(index: usize, family: &people::Family, wishes: &Wishes, trip: &Trip, supply: &Supply, faults: &mut Vec<Fault>) -> Family {
    let is_place = |id: &String| supply.places.iter().any(|place| place.id == *id);
    for (j, id) in wishes.must_see.iter().enumerate().filter(|(_, id)| !is_place(id)) {
        let detail = format!(
            "the {} family wants to see {id:?}, which none of the trip's cities has; take it out of the wishes, or add it to the trip's catalogue",
            family.name
        );
        faults.push(Fault::new(format!("/families/{index}/mustSee/{j}"), "unknown-place", detail));
    }
    // What is not on the trip is avoided anyway: a wish may be older than a change of cities.
    let avoidable = |id: &&String| is_place(id) || supply.restaurants.iter().any(|restaurant| restaurant.id == **id);
    Family {
        id: family.id.to_string(),
        name: family.name.clone(),
        members: family.members.iter().map(|member| member_of(member, trip.first_day)).collect(),
        weight: 1.0,
        interests: wishes.interests.clone(),
        must_see: wishes.must_see.clone(),
        must_avoid: wishes.must_avoid.iter().filter(avoidable).cloned().collect(),
        needs: Needs {
            step_free: wishes.step_free,
            stroller: wishes.stroller,
            diets: wishes.diets.clone(),
            nap: wishes.nap,
            bedtime: wishes.bedtime,
            max_walk_minutes: wishes.max_walk_minutes,
        },
        budget: budget_of(wishes, trip),
    }
}

/// A baby that is still to be born travels as one of age 0.
fn member_of(member: &people::Member, first_day: NaiveDate) -> Member {
    Member { name: member.name.clone(), age: member.born.age_on(first_day).unwrap_or(0) }
}

/// The family's own limit, else its hundredths of the trip's budget, rounded down.
fn budget_of(wishes: &Wishes, trip: &Trip) -> Option<Money> {
    let share = || {
        let (share, whole) = (i64::from(wishes.budget_share?), trip.budget?);
        let minor = i128::from(whole.minor) * i128::from(share) / 100;
        Some(Money::new(i64::try_from(minor).ok()?, whole.currency))
    };
    rates::convert(wishes.budget.or_else(share)?, trip.currency)
}
