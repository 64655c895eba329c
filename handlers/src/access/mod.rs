//! Authorisation as argument types: a function that takes [`OnTrip`] or [`InFamily`] cannot run for a stranger.
//!
//! The order is always the same: a token (401), a part in the object (404), the table in `domain::access` (403).

pub mod family;
pub mod private;
pub mod trip;

pub use family::InFamily;
pub use private::Viewer;
pub use trip::OnTrip;
