//! What every HTTP function shares: bodies, queries, conditions, idempotency, lists, traces and the layers around them.

pub mod authenticate;
pub mod body;
pub mod conditional;
pub mod idempotency;
pub mod page;
pub mod params;
pub mod surface;
pub mod trace;

pub use body::{Body, Patch};
pub use conditional::{IfMatch, IfNoneMatch, tagged};
pub use idempotency::NewIds;
pub use page::{List, Paging};
pub use params::{Params, PathId};
