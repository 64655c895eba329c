//! Me: the signed-in user.

mod read;
mod update;

use chrono::{DateTime, Utc};
use pathfinder_domain::ids::{FamilyId, UserId};
use pathfinder_domain::people::User;
use pathfinder_functions::Function;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::problem::Answer;
use crate::store::accounts;

pub fn functions() -> Vec<Function<App>> {
    vec![read::function(), update::function()]
}

const TAG: &str = "Me";

/// What a user may change.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Profile {
    #[schemars(length(min = 1, max = 100))]
    display_name: String,
    /// BCP 47 language tag.
    #[schemars(regex(pattern = "^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$"), length(max = 35))]
    locale: String,
}

/// The signed-in user.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Me {
    id: UserId,
    display_name: String,
    locale: String,
    /// Families that the user belongs to.
    families: Vec<FamilyId>,
    created_at: DateTime<Utc>,
}

impl Me {
    /// With the families that know the user, whatever the user's own index says.
    async fn of(app: &App, user: User) -> Answer<Self> {
        let families = accounts::confirmed(app, &user).await?.iter().map(|family| family.value.id).collect();
        Ok(Self { id: user.id, display_name: user.display_name, locale: user.locale, families, created_at: user.created_at })
    }
}
