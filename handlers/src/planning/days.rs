//! The dates of a trip, each with the city in which it is spent.

use pathfinder_domain::fault::Fault;
use pathfinder_domain::planning::problem::Day;
use pathfinder_domain::trip::Trip;

/// One day for each date. The night after a date is spent where the date is; the last city has the nights that are left, and the last date.
/// On a trip with a route the days name no city.
///
/// # Errors
/// The city whose nights do not fit the dates.
pub(super) fn days(trip: &Trip) -> Result<Vec<Day>, Fault> {
    let nights = u32::try_from(trip.days() - 1).map_err(|_| Fault::new("/days", "window", "the trip ends before it starts"))?;
    let day = |(date, city): (_, Option<&str>)| Day {
        date,
        city: city.map(ToOwned::to_owned),
        start: trip.day_window.from,
        end: trip.day_window.until,
        starts_at: None,
        ends_at: None,
    };
    if trip.route.is_some() {
        return Ok(trip.first_day.iter_days().zip((0..=nights).map(|_| None)).map(day).collect());
    }
    let last = trip.cities.len().saturating_sub(1);
    let mut cities = Vec::new();
    for (index, city) in trip.cities.iter().enumerate() {
        let at = format!("/cities/{index}/nights");
        let spent = u32::try_from(cities.len()).unwrap_or(u32::MAX);
        let left = nights.saturating_sub(spent);
        let own = match (city.nights, index == last) {
            (Some(own), false) if own <= left => own,
            (Some(own), true) if own == left => own,
            (Some(own), false) => return Err(Fault::new(at, "nights", format!("the trip has {left} nights left here, not {own}"))),
            (Some(own), true) => {
                return Err(Fault::new(at, "nights", format!("the last city has the {left} nights that are left, not {own}")));
            }
            (None, true) => left,
            (None, false) => {
                return Err(Fault::new(at, "nights", "say how many nights are spent here; only the last city takes what is left"));
            }
        };
        cities.extend(std::iter::repeat_n(Some(city.destination.as_str()), own as usize));
        if index == last {
            cities.push(Some(city.destination.as_str()));
        }
    }
    Ok(trip.first_day.iter_days().zip(cities).map(day).collect())
}
