//! Typed identifiers: one family's id cannot be passed where a trip's is meant.

use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

macro_rules! uuid_id {
    ($(#[$doc:meta] $name:ident),+ $(,)?) => {$(
        #[$doc]
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.hyphenated().fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;

            /// Only the canonical form: 36 characters, lower case. One resource has one address.
            fn from_str(text: &str) -> Result<Self, uuid::Error> {
                let id = Uuid::try_parse(text)?;
                if id.hyphenated().to_string() == text { Ok(Self(id)) } else { Uuid::try_parse("").map(Self) }
            }
        }
    )+};
}

uuid_id! {
    /// A family.
    FamilyId,
    /// A person in a family, with or without a login.
    MemberId,
    /// A trip.
    TripId,
    /// An invitation into a family or a trip.
    InvitationId,
    /// A long-running operation of a trip.
    OperationId,
    /// A finished or pending export of a trip.
    ExportId,
    /// A notification of a user.
    NotificationId,
}

/// A signed-in person. Derived from (`tid`, `oid`), which identify somebody in Entra ID for good; never from e-mail or name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct UserId(String);

impl UserId {
    /// The first 128 bits of SHA-256 over tenant and object id, as hex behind `u`.
    pub fn of(tenant: &str, object: &str) -> Self {
        let digest = Sha256::new().chain_update(tenant).chain_update([0]).chain_update(object).finalize();
        let hex: String = digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
        Self(format!("u{hex}"))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for UserId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
