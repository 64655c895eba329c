//! What the rules need to know of the whole group, counted once.

use crate::planning::problem::Family;

/// From this age on a rider needs a ticket of public transport.
pub const FARE_AGE: u8 = 6;
/// From this age on somebody needs a bed and a seat of one's own.
pub const SEAT_AGE: u8 = 2;

/// Counts of the group; the lists have one entry per family, in the problem's order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// Everybody.
    pub persons: i64,
    /// Age of the youngest; 120 when there is nobody.
    pub youngest: u8,
    /// Members of each family.
    pub members: Vec<i64>,
    /// Members of [`FARE_AGE`] and older.
    pub riders: Vec<i64>,
    /// Members of [`SEAT_AGE`] and older.
    pub seated: Vec<i64>,
}

impl Group {
    pub fn of(families: &[Family]) -> Self {
        let from_age = |age: u8| families.iter().map(|f| count(f.members.iter().filter(|m| m.age >= age).count())).collect::<Vec<i64>>();
        let members = from_age(0);
        Self {
            persons: members.iter().sum(),
            youngest: families.iter().flat_map(|f| &f.members).map(|m| m.age).min().unwrap_or(120),
            riders: from_age(FARE_AGE),
            seated: from_age(SEAT_AGE),
            members,
        }
    }
}

fn count(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}
