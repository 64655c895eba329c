//! What users do, and how often.

use crate::random::Random;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    ReadTrip,
    ListTrips,
    ListFamilies,
    ReadWishes,
    ReadDestination,
    ReadOperation,
    WriteWishes,
    ChangeTrip,
    AddMember,
    FoundFamily,
}

impl Kind {
    /// Of 100 calls: 70 reads, 30 writes. Members and families are few, because each stays: a user's every call reads all of the user's
    /// families, and nobody has dozens.
    const MIX: [(Self, u64); 10] = [
        (Self::ReadTrip, 20),
        (Self::ListTrips, 15),
        (Self::ListFamilies, 10),
        (Self::ReadWishes, 10),
        (Self::ReadDestination, 5),
        (Self::ReadOperation, 10),
        (Self::WriteWishes, 15),
        (Self::ChangeTrip, 11),
        (Self::AddMember, 3),
        (Self::FoundFamily, 1),
    ];

    pub const ALL: [Self; 10] = {
        let mut all = [Self::ReadTrip; 10];
        let mut at = 0;
        while at < 10 {
            all[at] = Self::MIX[at].0;
            at += 1;
        }
        all
    };

    pub(super) fn draw(random: &mut Random) -> Self {
        let mut left = random.below(Self::MIX.iter().map(|(_, weight)| weight).sum());
        for (kind, weight) in Self::MIX {
            match left.checked_sub(weight) {
                Some(rest) => left = rest,
                None => return kind,
            }
        }
        Self::ReadTrip
    }

    pub const fn is_write(self) -> bool {
        matches!(self, Self::WriteWishes | Self::ChangeTrip | Self::AddMember | Self::FoundFamily)
    }

    pub const fn label(self) -> &'static str {
        match self {
            Self::ReadTrip => "GET trip",
            Self::ListTrips => "GET trips",
            Self::ListFamilies => "GET families",
            Self::ReadWishes => "GET wishes",
            Self::ReadDestination => "GET destination",
            Self::ReadOperation => "GET operation",
            Self::WriteWishes => "PUT wishes",
            Self::ChangeTrip => "PATCH trip",
            Self::AddMember => "POST member",
            Self::FoundFamily => "POST family",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thirty_of_a_hundred_are_writes() {
        let weight = |write: bool| Kind::MIX.iter().filter(|(kind, _)| kind.is_write() == write).map(|(_, weight)| weight).sum::<u64>();
        assert_eq!((weight(false), weight(true)), (70, 30));
        assert!(Kind::ALL.iter().zip(Kind::MIX).all(|(kind, (of, _))| *kind == of));
    }
}
