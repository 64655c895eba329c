//! An itinerary as an iCalendar file (RFC 5545).
//!
//! Times are written as UTC instants: a `TZID` needs a `VTIMEZONE` component, which the `icalendar` crate cannot write, while instants are
//! read alike by every calendar and shown in the zone where the traveller is. The local time stands in each description.
//! An event keeps its UID in every version of the itinerary, and the version is its SEQUENCE, so that importing again updates it.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone as _, Utc};
use chrono_tz::Tz;
use icalendar::{Calendar, Component as _, Event, EventLike as _, Property};
use pathfinder_domain::clock_time::ClockTime;
use pathfinder_domain::geo::Point;
use pathfinder_domain::ids::TripId;
use pathfinder_domain::money::Money;
use pathfinder_domain::planning::plan::{Activity, Item, Party, Plan, PlannedDay, PlannedLeg, Split, Stay, Way};
use pathfinder_domain::planning::problem::{LegMode, Meal};

use crate::itineraries::versions::Version;
use crate::planning::ESTIMATE;

/// The text of the file.
pub(super) fn calendar(trip: TripId, version: &Version, plan: &Plan) -> String {
    let mut calendar = Calendar::empty();
    for (name, value) in [("VERSION", "2.0"), ("PRODID", "-//Pathfinder//Itinerary//EN"), ("CALSCALE", "GREGORIAN"), ("METHOD", "PUBLISH")]
    {
        calendar.append_property(Property::new(name, value));
    }
    calendar.append_property(Property::new("X-WR-CALNAME", clean(&plan.title)));
    let sheet = Sheet { trip, version };
    let mut before: Option<&PlannedDay> = None;
    for day in &plan.days {
        if let Some(leg) = &day.leg {
            calendar.push(sheet.leg(before.unwrap_or(day), day, leg));
        }
        for item in day.all_items() {
            calendar.push(sheet.item(day, item, plan.apart(&item.id).map(|(split, party)| apart(plan, split, party))));
        }
        if let Some(leg) = &day.departure {
            calendar.push(sheet.departure(day, leg));
        }
        before = Some(day);
    }
    for stay in &plan.stays {
        calendar.push(sheet.stay(stay));
    }
    calendar.to_string()
}

/// What all events have in common.
struct Sheet<'a> {
    trip: TripId,
    version: &'a Version,
}

impl Sheet<'_> {
    fn event(&self, id: &str, summary: &str) -> Event {
        let mut event = Event::new();
        event
            .uid(&clean(&format!("{id}@{}", self.trip)))
            .sequence(self.version.version)
            .timestamp(self.version.created_at)
            .last_modified(self.version.created_at)
            .summary(&clean(summary));
        event
    }

    /// `apart` says who does this while the others are elsewhere.
    fn item(&self, day: &PlannedDay, item: &Item, apart: Option<Apart>) -> Event {
        let summary = match &item.activity {
            Activity::Visit { .. } => item.name.clone(),
            Activity::Meal { meal: Meal::Breakfast, .. } => format!("Breakfast: {}", item.name),
            Activity::Meal { meal: Meal::Lunch, .. } => format!("Lunch: {}", item.name),
            Activity::Meal { meal: Meal::Dinner, .. } => format!("Dinner: {}", item.name),
            Activity::Rest => "Rest".to_owned(),
        };
        let summary = apart.as_ref().map_or_else(|| summary.clone(), |apart| format!("{summary} ({})", apart.families));
        let mut lines = vec![format!("{}–{} ({})", item.start, item.end, day.time_zone)];
        lines.extend(item.way.as_ref().map(way));
        match apart {
            None => lines.extend(costs(item.cost)),
            Some(apart) => {
                lines.extend((item.cost.minor != 0).then(|| format!("Costs about {} for {}", item.cost, apart.families)));
                lines.push(apart.meeting);
            }
        }
        lines.extend(item.notes.iter().cloned());
        let mut event = self.event(&item.id, &summary);
        let (starts, ends) = (instant(day.date, item.start, &day.time_zone), instant(day.date, item.end, &day.time_zone));
        event.starts(starts).ends(ends.max(starts)).description(&clean(&lines.join("\n")));
        place(&mut event, &format!("{}, {}", item.name, day.city_name), item.location);
        event
    }

    /// Departure is a time of the old city, arrival one of the new city.
    fn leg(&self, before: &PlannedDay, day: &PlannedDay, leg: &PlannedLeg) -> Event {
        let summary = format!("{} from {} to {}", mode(leg.mode), leg.from_name, day.city_name);
        let mut lines = vec![format!("Departs {} ({}), arrives {} ({})", leg.departs, before.time_zone, leg.arrives, day.time_zone)];
        lines.extend(costs(leg.cost));
        if leg.id.starts_with(ESTIMATE) {
            lines.push("An estimate: book your own connection and enter it in the trip.".to_owned());
        }
        let starts = instant(day.date, leg.departs, &before.time_zone);
        let ends = instant(day.date, leg.arrives, &day.time_zone);
        let mut event = self.event(&format!("leg-{}", day.date), &summary);
        event.starts(starts).ends(ends.max(starts)).description(&clean(&lines.join("\n"))).location(&clean(&leg.from_name));
        event
    }

    /// The way home. The plan does not know the zone of the origin: the arrival is told in the city's.
    fn departure(&self, day: &PlannedDay, leg: &PlannedLeg) -> Event {
        let summary = format!("{} from {} back to {}", mode(leg.mode), leg.from_name, leg.to_name);
        let mut lines = vec![format!("Departs {} ({}), arrives {} (local time there)", leg.departs, day.time_zone, leg.arrives)];
        lines.extend(costs(leg.cost));
        let starts = instant(day.date, leg.departs, &day.time_zone);
        let ends = instant(day.date, leg.arrives, &day.time_zone);
        let mut event = self.event(&format!("departure-{}", day.date), &summary);
        event.starts(starts).ends(ends.max(starts)).description(&clean(&lines.join("\n"))).location(&clean(&leg.from_name));
        event
    }

    /// All day from the first night to the last; the day of leaving is not a part of it.
    fn stay(&self, stay: &Stay) -> Event {
        let mut lines = vec![format!("{} to {}: nights: {}, rooms: {}", stay.check_in, stay.check_out, stay.nights, stay.rooms)];
        lines.extend(costs(stay.cost));
        let mut event = self.event(&stay.id, &format!("Stay: {}", stay.name));
        event.starts(stay.check_in).ends(stay.check_out).description(&clean(&lines.join("\n")));
        // Nobody is busy because of a bed.
        event.add_property("TRANSP", "TRANSPARENT");
        place(&mut event, &format!("{}, {}", stay.name, stay.city_name), stay.location);
        event
    }
}

/// Who goes, and where they meet the others again.
struct Apart {
    families: String,
    meeting: String,
}

fn apart(plan: &Plan, split: &Split, party: &Party) -> Apart {
    let names = plan.families.iter().filter(|family| party.families.contains(&family.id)).map(|family| family.name.as_str());
    Apart {
        families: names.collect::<Vec<_>>().join(", "),
        meeting: format!("{}: all meet again at {} at {}", split.name, split.meets.name, split.until),
    }
}

fn place(event: &mut Event, name: &str, at: Point) {
    event.location(&clean(name)).add_property("GEO", format!("{:.6};{:.6}", at.lat, at.lon));
}

fn way(way: &Way) -> String {
    let cost = price(way.cost).map(|cost| format!(", {cost}")).unwrap_or_default();
    format!("Way there: {}, {} min, {} m{cost}", way.mode.label(), way.minutes(), way.metres)
}

fn costs(cost: Money) -> Option<String> {
    price(cost).map(|price| format!("Costs {price}"))
}

fn price(cost: Money) -> Option<String> {
    (cost.minor != 0).then(|| format!("about {cost} for everybody"))
}

const fn mode(mode: LegMode) -> &'static str {
    match mode {
        LegMode::Flight => "Flight",
        LegMode::Train => "Train",
        LegMode::Bus => "Bus",
        LegMode::Ferry => "Ferry",
        LegMode::Drive => "Drive",
        LegMode::Taxi => "Taxi",
    }
}

/// The instant of a local time. A time that occurs twice (clocks go back) is its first one; a time that does not occur (clocks go forward)
/// is counted from before the gap (RFC 5545, section 3.3.5). An unknown zone is UTC: the problem's check refuses it.
fn instant(date: NaiveDate, time: ClockTime, zone: &str) -> DateTime<Utc> {
    let zone: Tz = zone.parse().unwrap_or(Tz::UTC);
    let local = date.and_time(NaiveTime::MIN) + TimeDelta::seconds(i64::from(time.seconds()));
    // Gaps are whole quarters of an hour and at most a day long (Apia, 30 December 2011).
    let back = (0..=96).map(|quarters| TimeDelta::minutes(15 * quarters));
    let found = back.filter_map(|back| Some(first(zone, local - back)? + back)).next();
    found.unwrap_or_else(|| local.and_utc())
}

fn first(zone: Tz, local: NaiveDateTime) -> Option<DateTime<Utc>> {
    zone.from_local_datetime(&local).earliest().map(|at| at.to_utc())
}

/// Escaping is the crate's; control characters besides line ends are not text in any property (RFC 5545, section 3.1).
fn clean(text: &str) -> String {
    text.chars().map(|c| if c.is_control() && c != '\n' { ' ' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(date: &str, time: &str, zone: &str) -> String {
        instant(date.parse().unwrap(), time.parse().unwrap(), zone).to_rfc3339_opts(chrono::SecondsFormat::Secs, true)
    }

    #[test]
    fn local_times_follow_summer_time_gaps_and_overlaps() {
        for (date, time, zone, expected) in [
            ("2027-03-27", "09:00", "Europe/Rome", "2027-03-27T08:00:00Z"),
            ("2027-03-28", "09:00", "Europe/Rome", "2027-03-28T07:00:00Z"),
            // 02:30 does not occur: 03:30 summer time.
            ("2027-03-28", "02:30", "Europe/Rome", "2027-03-28T01:30:00Z"),
            // 02:30 occurs twice: the first.
            ("2027-10-31", "02:30", "Europe/Rome", "2027-10-31T00:30:00Z"),
            // Half an hour forward: 02:15 is 02:45 summer time.
            ("2026-10-04", "02:15", "Australia/Lord_Howe", "2026-10-03T15:45:00Z"),
            ("2026-11-24", "24:00", "Asia/Tokyo", "2026-11-24T15:00:00Z"),
            // A whole date that did not occur.
            ("2011-12-30", "09:00", "Pacific/Apia", "2011-12-30T19:00:00Z"),
        ] {
            assert_eq!(at(date, time, zone), expected, "{date} {time} {zone}");
        }
    }

    #[test]
    fn text_cannot_leave_its_line() {
        let mut event = Event::new();
        event.uid("x").timestamp(DateTime::UNIX_EPOCH).summary(&clean("a;b,c\\d\r\nATTENDEE:mailto:x@example.org"));
        let text = event.try_into_string().unwrap();
        assert!(text.contains("SUMMARY:a\\;b\\,c\\\\d \\nATTENDEE:mailto:x@example.org\r\n"), "{text}");
    }
}
