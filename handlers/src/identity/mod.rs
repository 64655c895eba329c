//! Who somebody is: access tokens checked, callers named by (`tid`, `oid`).

pub mod local;
pub mod token;

use pathfinder_domain::ids::UserId;

pub use token::{Keys, TokenFault, Verifier};

/// A signed-in caller. A function that takes one cannot run for strangers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    pub user: UserId,
    /// As the token says; for greeting, never for deciding.
    pub name: Option<String>,
    /// As the token says, lower case; only ever a second condition beside a secret invitation token.
    pub email: Option<String>,
}
