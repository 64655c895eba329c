//! The itinerary on one screen: the days, what it costs, and how each family does.

use std::fmt::{self, Display, Formatter};

use super::itinerary::{Activity, Day, Family, Item, Money, Plan, Split};

/// What was left out is told up to here; the files have the rest.
const MOST_LEFT_OUT: usize = 3;

pub(super) struct Summary<'a>(pub(super) &'a Plan);

impl Display for Summary<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let plan = self.0;
        let people: u32 = plan.families.iter().map(|family| family.members).sum();
        writeln!(f, "{}", plan.title)?;
        if let [first, .., last] | [first @ last] = plan.days.as_slice() {
            writeln!(
                f,
                "{} to {}, {} families, {people} people",
                first.date.format("%A %-d %B"),
                last.date.format("%A %-d %B %Y"),
                plan.families.len()
            )?;
        }
        for day in &plan.days {
            write_day(f, day, &plan.families)?;
        }
        writeln!(f)?;
        for stay in &plan.stays {
            writeln!(f, "Nights   {} in {}, {} ({} rooms)", stay.nights, stay.city_name, stay.name, stay.rooms)?;
        }
        write_costs(f, plan)?;
        for family in &plan.families {
            write_family(f, family)?;
        }
        for one in plan.left_out.iter().take(MOST_LEFT_OUT) {
            writeln!(f, "Left out {}: {}", one.name, one.detail)?;
        }
        if let Some(more) = plan.left_out.len().checked_sub(MOST_LEFT_OUT).filter(|more| *more > 0) {
            writeln!(f, "         and {more} more, each with its reason, in itinerary.json")?;
        }
        writeln!(f, "Proof    {} rules checked by the independent validator", plan.proof.len())
    }
}

fn write_day(f: &mut Formatter<'_>, day: &Day, families: &[Family]) -> fmt::Result {
    writeln!(f, "\n{}  {}  ({} min on foot, {})", day.date.format("%a %-d %b"), day.city_name, day.walk_minutes, day.cost)?;
    if let Some(leg) = &day.leg {
        writeln!(f, "  {}-{}  {} from {}", leg.departs, leg.arrives, leg.mode, leg.from_name)?;
    }
    // Clock times of one form sort like the day: a split stands before the item at which it ends.
    let mut splits = day.splits.iter().peekable();
    for item in &day.items {
        while let Some(split) = splits.next_if(|split| split.until <= item.start) {
            write_split(f, split, families)?;
        }
        write_item(f, item)?;
    }
    splits.try_for_each(|split| write_split(f, split, families))?;
    if let Some(leg) = &day.departure {
        writeln!(f, "  {}-{}  {} back to {}", leg.departs, leg.arrives, leg.mode, leg.to_name)?;
    }
    Ok(())
}

fn write_split(f: &mut Formatter<'_>, split: &Split, families: &[Family]) -> fmt::Result {
    writeln!(f, "  {}-{}  {}, until all meet at {}", split.from, split.until, split.name, split.meets.name)?;
    for party in &split.parties {
        let names = families.iter().filter(|family| party.families.contains(&family.id)).map(|family| family.name.as_str());
        writeln!(f, "               {}:", names.collect::<Vec<_>>().join(", "))?;
        party.items.iter().try_for_each(|item| write_item(f, item))?;
    }
    Ok(())
}

fn write_item(f: &mut Formatter<'_>, item: &Item) -> fmt::Result {
    let words = match &item.activity {
        Activity::Visit { category } => format!("{} ({category})", item.name),
        Activity::Meal { meal } => format!("{meal}: {}", item.name),
        Activity::Rest => item.name.clone(),
    };
    write!(f, "  {}-{}  ", item.start, item.end)?;
    if item.cost.is_zero() { writeln!(f, "{words}") } else { writeln!(f, "{words:<56} {:>12}", item.cost) }
}

fn write_costs(f: &mut Formatter<'_>, plan: &Plan) -> fmt::Result {
    let costs = &plan.costs;
    let parts = [
        ("visits", &costs.visits),
        ("meals", &costs.meals),
        ("lodging", &costs.lodging),
        ("local travel", &costs.travel),
        ("between cities", &costs.legs),
    ];
    let told: Vec<String> =
        parts.iter().filter(|(_, cost)| !cost.is_zero()).map(|(name, cost)| format!("{name} {}", cost.amount)).collect();
    writeln!(f, "Costs    {} in all: {}", costs.total, told.join(", "))
}

fn write_family(f: &mut Formatter<'_>, family: &Family) -> fmt::Result {
    write!(f, "{:<8} {:.0} of 100 satisfied, pays {}", family.name, family.satisfaction, family.cost)?;
    if let Some(Money { amount, .. }) = &family.budget {
        write!(f, " of at most {amount}")?;
    }
    writeln!(f)?;
    for (mark, words) in [("+", &family.met), ("-", &family.gave_up)] {
        for word in words {
            writeln!(f, "         {mark} {word}")?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_week_is_told_with_its_days_costs_and_families() {
        let euro = |amount: &str| json!({ "amount": amount, "currency": "EUR" });
        let plan: Plan = serde_json::from_value(json!({
            "title": "Rome", "proof": [1, 2], "leftOut": [{ "name": "Lido", "detail": "too far" }],
            "days": [{ "date": "2027-02-20", "cityName": "Rome", "walkMinutes": 31, "cost": euro("36.00"), "items": [
                { "activity": { "kind": "visit", "place": "rome/colosseum", "category": "history" }, "name": "Colosseum", "start": "09:30", "end": "11:30", "cost": euro("36.00") },
                { "activity": { "kind": "rest" }, "name": "Nap", "start": "13:00", "end": "15:00", "cost": euro("0.00") },
            ], "splits": [{ "name": "Afternoon apart, 20 February", "from": "15:00", "until": "18:00", "meets": { "name": "Hotel Roma" }, "parties": [
                { "families": ["berg"], "items": [
                    { "activity": { "kind": "visit", "category": "animals" }, "name": "Bioparco", "start": "15:30", "end": "17:30", "cost": euro("0.00") },
                ]},
            ]}]}],
            "stays": [],
            "families": [{ "id": "berg", "name": "Berg", "members": 4, "satisfaction": 87.4, "cost": euro("36.00"), "budget": euro("90.00"), "met": ["sees the Colosseum"], "gaveUp": [] }],
            "costs": { "visits": euro("36.00"), "meals": euro("0.00"), "lodging": euro("0.00"), "travel": euro("0.00"), "legs": euro("0.00"), "total": euro("36.00") },
        }))
        .unwrap();
        let text = Summary(&plan).to_string();
        for line in [
            "Saturday 20 February to Saturday 20 February 2027, 1 families, 4 people",
            "  13:00-15:00  Nap\n  15:00-18:00  Afternoon apart, 20 February, until all meet at Hotel Roma\n",
            "  15:30-17:30  Bioparco (animals)",
            "87 of 100 satisfied, pays 36.00 EUR of at most 90.00",
        ] {
            assert!(text.contains(line), "{line} is missing in\n{text}");
        }
        assert!(text.contains("Costs    36.00 EUR in all: visits 36.00\n"), "{text}");
    }
}
