//! Trips whose cities the planner chooses, with known answers.
