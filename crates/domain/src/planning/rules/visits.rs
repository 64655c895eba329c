//! How long a visit takes this group.

use crate::planning::problem::Place;

use super::group::Group;

/// A child below this age makes visits longer.
pub const SLOW_VISIT_AGE: u8 = 4;

/// Minutes of a visit: the usual ones, with a child under 4 in the group 15 % more, rounded up to five minutes.
pub fn minutes(place: &Place, group: &Group) -> u32 {
    if group.youngest < SLOW_VISIT_AGE { (place.visit_minutes * 115).div_ceil(500) * 5 } else { place.visit_minutes }
}

/// The least time between the start of a visit and the closing, seconds: all of the visit, and no later than the last entry.
pub fn seconds_before_closing(place: &Place, seconds: u32) -> u32 {
    seconds.max(place.last_entry_minutes.unwrap_or(0).saturating_mul(60))
}
