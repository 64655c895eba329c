//! `PATCH /api/v1/families/{familyId}`: renames a family.

use axum::extract::State;
use axum::response::Response;
use http::{Method, StatusCode};
use pathfinder_cloud::documents::{Container, Write};
use pathfinder_functions::Function;

use super::{FamilyForm, FamilyView, TAG, blank};
use crate::access::{InFamily, family::Manage};
use crate::app::App;
use crate::http::{IfMatch, Patch, tagged};
use crate::problem::{Answer, Problem};
use crate::store::accounts::FAMILY;
use crate::store::first_etag;

pub fn function() -> Function<App> {
    Function::http("families-update", Method::PATCH, "v1/families/{familyId}", "Renames a family.", handle)
        .tag(TAG)
        .takes_patch::<FamilyForm>()
        .changes::<FamilyView>("The changed family.")
}

async fn handle(State(app): State<App>, access: InFamily<Manage>, read: IfMatch, patch: Patch) -> Answer<Response> {
    read.check(&access.family.etag)?;
    let mut family = access.family.value;
    let form: FamilyForm = patch.apply(&FamilyForm { name: family.name })?;
    let faults = blank("/name", &form.name);
    if !faults.is_empty() {
        return Err(Problem::invalid(faults));
    }
    family.name = form.name;
    family.updated_at = app.now();
    let write = Write::replace(FAMILY, FAMILY, &family, access.family.etag)?;
    let etag = first_etag(app.documents.batch(Container::Accounts, &family.id.to_string(), vec![write]).await?)?;
    Ok(tagged(StatusCode::OK, &etag, &FamilyView::from(&family)))
}
