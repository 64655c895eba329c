//! What things cost this group, and what each family pays of it.
//!
//! What is priced per person is paid by the person's own family; what the group pays together is split by persons. All shares add up to
//! the cost exactly.

use crate::planning::problem::{Family, Leg, Lodging, Place, PricedPer, Restaurant};

use super::group::Group;

/// Entrance fee at this age: the last step from that age or a younger one; free where there is none. Minor units.
pub fn fee(place: &Place, age: u8) -> i64 {
    place.fees.iter().rfind(|step| step.from_age <= age).map_or(0, |step| step.price.minor)
}

/// What each family pays for entering.
pub fn entrance(place: &Place, families: &[Family]) -> Vec<i64> {
    per_member(families, |age| fee(place, age))
}

/// A meal at this age: full from 12, half from 3 to 11 (rounded up to the minor unit), nothing below 3.
pub fn meal_price(full: i64, age: u8) -> i64 {
    match age {
        0..=2 => 0,
        3..=11 => full / 2 + full % 2,
        _ => full,
    }
}

/// What each family pays for a meal.
pub fn meal(restaurant: &Restaurant, families: &[Family]) -> Vec<i64> {
    per_member(families, |age| meal_price(restaurant.price.minor, age))
}

/// Rooms of each family: its persons of 2 and older fill rooms of its own, at least one.
pub fn rooms(lodging: &Lodging, group: &Group) -> Vec<i64> {
    group.seated.iter().map(|&persons| ceil_div(persons, i64::from(lodging.sleeps)).max(1)).collect()
}

/// What each family pays for its rooms over this many nights.
pub fn stay(lodging: &Lodging, group: &Group, nights: u32) -> Vec<i64> {
    let one_room = lodging.per_night.minor.saturating_mul(i64::from(nights));
    rooms(lodging, group).iter().map(|rooms| rooms.saturating_mul(one_room)).collect()
}

/// What each family pays for a connection between cities: a seat for everybody of 2 and older, or its part (by persons) of the vehicles.
pub fn leg(leg: &Leg, group: &Group) -> Vec<i64> {
    match leg.per {
        PricedPer::Person => group.seated.iter().map(|seats| seats.saturating_mul(leg.price.minor)).collect(),
        PricedPer::Vehicle => {
            let vehicles = leg.seats.map_or(1, |seats| ceil_div(group.persons, i64::from(seats)));
            split(vehicles.saturating_mul(leg.price.minor), &group.members)
        }
    }
}

/// The sum of amounts.
pub fn total(amounts: &[i64]) -> i64 {
    amounts.iter().fold(0, |sum, amount| sum.saturating_add(*amount))
}

/// Splits an amount by weights (persons) so that the parts add up exactly: everybody gets the part rounded down, and what is left goes unit
/// by unit to the largest remainders, on equal remainders to whoever comes first. Without any weight the first pays all.
pub fn split(total: i64, weights: &[i64]) -> Vec<i64> {
    let sum: i128 = weights.iter().map(|&w| i128::from(w.max(0))).sum();
    if sum == 0 {
        return (0..weights.len()).map(|i| if i == 0 { total } else { 0 }).collect();
    }
    let exact = |w: i64| i128::from(total) * i128::from(w.max(0));
    let mut parts: Vec<i64> = weights.iter().map(|&w| i64::try_from(exact(w).div_euclid(sum)).unwrap_or(0)).collect();
    let mut by_remainder: Vec<usize> = (0..weights.len()).collect();
    by_remainder.sort_by_key(|&i| (std::cmp::Reverse(exact(weights[i]).rem_euclid(sum)), i));
    let left = usize::try_from(total - parts.iter().sum::<i64>()).unwrap_or(0);
    for &i in by_remainder.iter().take(left) {
        parts[i] += 1;
    }
    parts
}

/// `amount * numerator / denominator`, rounded half up.
pub fn scaled(amount: i64, numerator: i64, denominator: i64) -> i64 {
    let exact = i128::from(amount) * i128::from(numerator);
    let denominator = i128::from(denominator);
    i64::try_from((2 * exact + denominator).div_euclid(2 * denominator)).unwrap_or(if exact < 0 { i64::MIN } else { i64::MAX })
}

fn per_member(families: &[Family], price: impl Fn(u8) -> i64) -> Vec<i64> {
    families.iter().map(|f| f.members.iter().fold(0, |sum: i64, m| sum.saturating_add(price(m.age)))).collect()
}

/// Parts of this size that hold so many; a size of nothing counts as one.
fn ceil_div(count: i64, size: i64) -> i64 {
    let size = size.max(1);
    count.saturating_add(size - 1) / size
}
