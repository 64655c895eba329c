//! Who may do what: the one table, after the reliability reference's matrix (OWASP, authorization testing automation cheat sheet).
//!
//! Identity comes first (401), then existence (404 for whatever the caller has no part in), then this table (403).

use crate::people::Role;

/// What a caller is to a trip. Child profiles cannot sign in and so never call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TripRole {
    /// Admin of the family that organises the trip.
    Organiser,
    /// Admin of another family on the trip.
    FamilyAdmin,
    /// Adult of any family on the trip.
    Adult,
}

impl TripRole {
    pub const ALL: [Self; 3] = [Self::Organiser, Self::FamilyAdmin, Self::Adult];

    /// None for child profiles.
    pub const fn of(role: Role, of_organising_family: bool) -> Option<Self> {
        match (role, of_organising_family) {
            (Role::Admin, true) => Some(Self::Organiser),
            (Role::Admin, false) => Some(Self::FamilyAdmin),
            (Role::Adult, _) => Some(Self::Adult),
            (Role::Child, _) => None,
        }
    }
}

/// What can be done to a trip by those who are on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TripAction {
    /// The trip, its families' names, its itineraries, operations and exports.
    Read,
    /// Title, dates, cities, budget, status, own catalogue; deleting it.
    Edit,
    /// The wishes of a family of one's own.
    EditOwnWishes,
    /// The wishes of another family: nobody.
    EditOthersWishes,
    /// Inviting families and removing them.
    ManageFamilies,
    /// Taking one's own family off the trip.
    Leave,
    /// Starting a generation or an edit of an itinerary.
    Generate,
    /// Saying yes to an itinerary for the group.
    Approve,
    /// Making a PDF, calendar or JSON of an itinerary.
    Export,
}

impl TripAction {
    pub const ALL: [Self; 9] = [
        Self::Read,
        Self::Edit,
        Self::EditOwnWishes,
        Self::EditOthersWishes,
        Self::ManageFamilies,
        Self::Leave,
        Self::Generate,
        Self::Approve,
        Self::Export,
    ];
}

/// The table. Deny is what is not named.
pub const fn may(role: TripRole, action: TripAction) -> bool {
    use TripAction as A;
    use TripRole as R;
    matches!(
        (role, action),
        (_, A::Read | A::EditOwnWishes)
            | (R::Organiser | R::FamilyAdmin, A::Generate | A::Export)
            | (R::FamilyAdmin, A::Leave)
            | (R::Organiser, A::Edit | A::ManageFamilies | A::Approve)
    )
}

/// What can be done inside a family by its members.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FamilyAction {
    Read,
    /// Name, members, roles, invitations, deleting it; joining trips.
    Manage,
    /// One's own name and month of birth; leaving.
    EditSelf,
}

pub const fn family_may(role: Role, action: FamilyAction) -> bool {
    matches!((role, action), (Role::Admin, _) | (Role::Adult, FamilyAction::Read | FamilyAction::EditSelf))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_organiser_changes_the_trip_and_nobody_changes_anothers_wishes() {
        for role in TripRole::ALL {
            assert_eq!(may(role, TripAction::Edit), role == TripRole::Organiser);
            assert_eq!(may(role, TripAction::ManageFamilies), role == TripRole::Organiser);
            assert!(!may(role, TripAction::EditOthersWishes));
            assert!(may(role, TripAction::Read));
        }
        assert!(!may(TripRole::Adult, TripAction::Generate));
    }
}
