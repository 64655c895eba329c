//! A plan as plain text for terminals, at most 100 characters wide.

use std::fmt::Write as _;

mod apart;

use super::plan::{Activity, FamilyReport, Item, Plan, PlannedDay, PlannedLeg, Stay, Way};
use super::problem::Mode;
use crate::money::Money;

const WIDTH: usize = 100;
/// Column at which the texts of a day begin, after `09:00-10:30`.
const INDENT: usize = 15;

/// One block for each day, then nights, families, costs and what was left out.
pub fn render(plan: &Plan) -> String {
    let mut text = String::new();
    line(&mut text, &fit(&plan.title, WIDTH));
    if let (Some(first), Some(last)) = (plan.days.first(), plan.days.last()) {
        let families = plural(plan.families.len(), "family", "families");
        let dates = format!("{} to {}", first.date.format("%a %-d %b"), last.date.format("%a %-d %b %Y"));
        line(&mut text, &format!("{dates}, {families}, {}", plan.costs.total));
    }
    for day in &plan.days {
        render_day(&mut text, plan, day);
    }
    if !plan.stays.is_empty() {
        heading(&mut text, "Nights");
        plan.stays.iter().for_each(|stay| render_stay(&mut text, stay));
    }
    heading(&mut text, "Families");
    let name_width = plan.families.iter().map(|family| width(&family.name)).max().unwrap_or(0).min(30);
    plan.families.iter().for_each(|family| render_family(&mut text, plan, family, name_width));
    render_costs(&mut text, plan);
    if !plan.left_out.is_empty() {
        heading(&mut text, "Left out");
        for left in plan.left_out.iter().take(10) {
            wrap(&mut text, "  - ", &left.detail);
        }
        if plan.left_out.len() > 10 {
            line(&mut text, &format!("  and {} more", plan.left_out.len() - 10));
        }
    }
    text
}

fn render_day(text: &mut String, plan: &Plan, day: &PlannedDay) {
    heading(text, &format!("{}, {}", day.date.format("%A %-d %B %Y"), day.city_name));
    if let Some(leg) = &day.leg {
        priced(text, &format!("  {}-{}  ", leg.departs, leg.arrives), &leg_text(leg), leg.cost);
    }
    if day.all_items().next().is_none() {
        line(text, "  a free day");
    }
    day.notes.iter().for_each(|note| wrap(text, "  ! ", note));
    for (index, item) in day.items.iter().enumerate() {
        apart::render(text, plan, day, index);
        if let Some(way) = &item.way {
            render_way(text, way, "");
        }
        render_item(text, item);
    }
    apart::render(text, plan, day, day.items.len());
    if let Some(way) = &day.way_back {
        let to = day.ends_at.as_ref().map_or_else(|| format!(" back to {}", day.base.name), |end| format!(" to {}", end.name));
        render_way(text, way, &to);
    }
    if let Some(leg) = &day.departure {
        priced(text, &format!("  {}-{}  ", leg.departs, leg.arrives), &format!("{} back to {}", leg.mode.label(), leg.to_name), leg.cost);
    }
    if let Some(spare) = &day.spare {
        wrap(text, &" ".repeat(INDENT), &format!("{} ({}-{})", spare.detail, spare.start, spare.end));
    }
    let what = format!("base {}{}, {} minutes on foot, day", day.base.name, ends(day), day.walk_minutes);
    priced(text, &" ".repeat(INDENT), &what, day.cost);
}

/// ", from Termini, to Fiumicino": where the day starts and ends, if not at its base.
fn ends(day: &PlannedDay) -> String {
    let named = [("from", &day.starts_at), ("to", &day.ends_at)];
    named.iter().filter_map(|(word, point)| point.as_ref().map(|point| format!(", {word} {}", point.name))).collect()
}

fn leg_text(leg: &PlannedLeg) -> String {
    format!("{} from {}", leg.mode.label(), leg.from_name)
}

fn render_item(text: &mut String, item: &Item) {
    let what = match &item.activity {
        Activity::Visit { category, .. } => format!("{} ({})", item.name, category.label()),
        Activity::Meal { meal, .. } => format!("{} at {}", meal.label(), item.name),
        Activity::Rest => item.name.clone(),
    };
    let mut notes = item.notes.clone();
    if item.locked {
        notes.insert(0, "fixed".to_owned());
    }
    let notes = if notes.is_empty() { String::new() } else { format!(" [{}]", notes.join(", ")) };
    priced(text, &format!("  {}-{}  ", item.start, item.end), &format!("{what}{notes}"), item.cost);
}

fn render_way(text: &mut String, way: &Way, to: &str) {
    let distance = if way.mode == Mode::Walk { String::new() } else { format!(", {}.{} km", way.metres / 1000, way.metres / 100 % 10) };
    priced(text, &" ".repeat(INDENT), &format!("> {} {} min{distance}{to}", way.mode.label(), way.minutes()), way.cost);
}

fn render_stay(text: &mut String, stay: &Stay) {
    let nights = plural(stay.nights as usize, "night", "nights");
    let rooms = plural(stay.rooms as usize, "room", "rooms");
    let what = format!("{}, {} ({nights}, {rooms})", stay.name, stay.city_name);
    priced(text, &format!("  {:<13}", stay.check_in.format("%a %-d %b")), &what, stay.cost);
}

fn render_family(text: &mut String, plan: &Plan, family: &FamilyReport, name_width: usize) {
    let filled = (family.satisfaction / 5.0).round().clamp(0.0, 20.0) as usize;
    let bar = format!("{}{}", "#".repeat(filled), ".".repeat(20 - filled));
    let name = fit(&family.name, name_width);
    let pad = " ".repeat(name_width.saturating_sub(width(&name)));
    let budget = family.budget.map_or(String::new(), |budget| format!(" of {budget}"));
    line(text, &format!("  {name}{pad}  [{bar}] {:>5.1} %  {}{budget}", family.satisfaction, family.cost));
    let names: Vec<&str> = family.highlights.iter().filter_map(|id| plan.item(id)).map(|(_, item)| item.name.as_str()).take(4).collect();
    if !names.is_empty() {
        wrap(text, "    * ", &names.join(", "));
    }
    family.met.iter().for_each(|met| wrap(text, "    + ", met));
    family.gave_up.iter().for_each(|lost| wrap(text, "    - ", lost));
}

fn render_costs(text: &mut String, plan: &Plan) {
    heading(text, "Costs");
    let costs = &plan.costs;
    let parts = [
        ("lodging", costs.lodging),
        ("meals", costs.meals),
        ("visits", costs.visits),
        ("inside cities", costs.travel),
        ("between cities", costs.legs),
        ("in all", costs.total),
    ];
    let amount_width = parts.iter().map(|(_, money)| width(&money.amount())).max().unwrap_or(0);
    for (name, money) in parts.into_iter().filter(|(name, money)| money.minor != 0 || *name == "in all") {
        line(text, &format!("  {name:<15}{:>amount_width$} {}", money.amount(), money.currency));
    }
}

/// A text with an amount at the right edge; free things have none.
fn priced(text: &mut String, before: &str, what: &str, cost: Money) {
    let amount = if cost.minor == 0 { String::new() } else { cost.to_string() };
    let room = WIDTH.saturating_sub(width(before) + width(&amount) + 1);
    let what = fit(what, room);
    let gap = if amount.is_empty() { 0 } else { WIDTH.saturating_sub(width(before) + width(&what) + width(&amount)) };
    line(text, &format!("{before}{what}{}{amount}", " ".repeat(gap)));
}

pub(super) fn heading(text: &mut String, title: &str) {
    line(text, "");
    line(text, &fit(title, WIDTH));
}

/// Breaks between words; what follows the first line is indented as far.
pub(super) fn wrap(text: &mut String, before: &str, what: &str) {
    let mut current = before.to_owned();
    let indent = width(before);
    for word in what.split_whitespace() {
        if width(&current) > indent && width(&current) + 1 + width(word) > WIDTH {
            line(text, &current);
            current = " ".repeat(indent);
        }
        if width(&current) > indent {
            current.push(' ');
        }
        current.push_str(&fit(word, WIDTH - indent));
    }
    line(text, &current);
}

pub(super) fn line(text: &mut String, content: &str) {
    // Writing to a String cannot fail.
    let _ = writeln!(text, "{}", content.trim_end());
}

/// Text that a terminal shows as it is written: control characters become spaces, and what turns the direction of writing is taken out.
pub fn clean(what: &str) -> String {
    let turns = |c: char| matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    what.chars().filter(|c| !turns(*c)).map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// Cut to so many characters, [`clean`].
fn fit(what: &str, most: usize) -> String {
    let clean = clean(what);
    if width(&clean) <= most {
        return clean;
    }
    let mut cut: String = clean.chars().take(most.saturating_sub(1)).collect();
    cut.push('…');
    cut
}

fn width(what: &str) -> usize {
    what.chars().count()
}

fn plural(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}
