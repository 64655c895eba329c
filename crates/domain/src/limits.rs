//! The product's limits, each a named setting with a default.

use serde::{Deserialize, Serialize};

/// How much of everything there may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    pub members_per_family: usize,
    pub families_per_user: usize,
    pub families_per_trip: usize,
    /// Open trips of one family.
    pub trips_per_family: usize,
    /// Dates of one trip.
    pub days_per_trip: usize,
    pub cities_per_trip: usize,
    /// A trip starts at most this many days ahead.
    pub days_ahead: i64,
    /// Unanswered invitations of one family or trip.
    pub open_invitations: usize,
    pub invitation_days: i64,
    /// Places, restaurants, lodgings and legs, each, in a trip's own catalogue.
    pub catalog_entries: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            members_per_family: 12,
            families_per_user: 10,
            families_per_trip: 6,
            trips_per_family: 50,
            days_per_trip: 30,
            cities_per_trip: 8,
            days_ahead: 3 * 365,
            open_invitations: 20,
            invitation_days: 7,
            catalog_entries: 300,
        }
    }
}
