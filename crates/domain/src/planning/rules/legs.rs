//! Which connections between cities may stand in one plan.

use crate::planning::problem::{Constraints, LegMode};

/// Whether the group takes such connections at all.
pub fn allowed(constraints: &Constraints, mode: LegMode) -> bool {
    !constraints.forbidden_leg_modes.contains(&mode)
}

/// Whether the connections of a whole plan go together: who drives a car of one's own leaves it nowhere to fly.
pub fn go_together(constraints: &Constraints, modes: impl Iterator<Item = LegMode> + Clone) -> bool {
    let has = |mode| modes.clone().any(|other| other == mode);
    constraints.mix_car_and_flights || !(has(LegMode::Drive) && has(LegMode::Flight))
}
