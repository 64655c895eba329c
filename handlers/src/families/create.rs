//! `POST /api/v1/families`: founds a family with the caller as its first admin.

use axum::extract::State;
use axum::response::Response;
use http::Method;
use pathfinder_cloud::documents::{Container, DocumentError, Write};
use pathfinder_domain::fault::Fault;
use pathfinder_domain::ids::{FamilyId, MemberId};
use pathfinder_domain::people::{BirthMonth, Family, Member, Role};
use pathfinder_functions::Function;
use schemars::JsonSchema;
use serde::Deserialize;

use super::{FamilyView, TAG, blank, path};
use crate::app::App;
use crate::http::conditional::created;
use crate::http::{Body, NewIds};
use crate::identity::Caller;
use crate::problem::{Answer, Problem};
use crate::store::accounts::{self, FAMILY};
use crate::store::{SCHEMA_VERSION, Versioned, first_etag};

pub fn function() -> Function<App> {
    Function::http("families-create", Method::POST, "v1/families", "Founds a family with the caller as its first admin.", handle)
        .tag(TAG)
        .takes::<NewFamily>()
        .creates::<FamilyView>("The new family.")
}

/// A family to be, and its founder.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct NewFamily {
    #[schemars(length(min = 1, max = 100))]
    name: String,
    /// The caller's own name in the family.
    #[schemars(length(min = 1, max = 100))]
    my_name: String,
    /// The caller's month of birth.
    my_birth_month: BirthMonth,
}

async fn handle(State(app): State<App>, caller: Caller, ids: NewIds, Body(form): Body<NewFamily>) -> Answer<Response> {
    let id = FamilyId(ids.uuid());
    let founder = Member {
        id: MemberId(ids.uuid()),
        name: form.my_name,
        role: Role::Admin,
        born: form.my_birth_month,
        user: Some(caller.user.clone()),
    };
    let faults = faults(&form.name, &founder, ids.started_at().date_naive());
    if !faults.is_empty() {
        return Err(Problem::invalid(faults));
    }
    let now = ids.started_at();
    let family = Family { schema_version: SCHEMA_VERSION, id, name: form.name, members: vec![founder], created_at: now, updated_at: now };
    accounts::index_family(&app, &caller, id).await?;
    let create = Write::create(FAMILY, FAMILY, &family)?;
    let family = match app.documents.batch(Container::Accounts, &id.to_string(), vec![create]).await {
        Ok(etags) => Versioned { etag: first_etag(etags)?, value: family },
        // The same intent, run again after a crash: it is there already.
        Err(DocumentError::Exists { .. }) => accounts::family(&app, id).await?.ok_or_else(Problem::not_found)?,
        Err(error) => return Err(error.into()),
    };
    accounts::index_family(&app, &caller, id).await?;
    Ok(created(&path(id), &family.etag, &FamilyView::from(&family.value)))
}

fn faults(name: &str, founder: &Member, today: chrono::NaiveDate) -> Vec<Fault> {
    let mut faults = blank("/name", name);
    faults.extend(blank("/myName", &founder.name));
    faults.extend(founder.born.adult_age("/myBirthMonth", today).err());
    faults
}
